"""The word lists behind names.py and actors.py. All in lower case."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Capitalised at the start of a sentence, never the start of a name.
FUNCTION_WORDS = _set(
    """a an the this that these those he she it they we i you his her their its our my your him them us me who whom whose
    which what when where while why how if but and or nor yet so as at by for from in into of off on onto out over to up
    with within without under about above across after against along amid among around before behind below beneath beside
    between beyond despite down during except inside like near since than through throughout till toward towards until
    upon via because although though unless whereas whether both either neither each every all any some many much more most
    other others another such no not none nothing nobody everyone everybody someone somebody anyone there here then now
    thus hence however moreover meanwhile nevertheless nonetheless instead also still even just only again already once
    yes well oh asked according speaking given earlier later yesterday today tomorrow tonight last next several few two
    three four five six seven eight nine ten one dozens hundreds thousands first second third is are was were be been being
    has have had do does did will would can could should may might must let let's it's he's she's that's there's i'm i've
    we're we've they're they've don't didn't isn't monday tuesday wednesday thursday friday saturday sunday january
    february march april june july august september october november december perhaps maybe indeed certainly
    clearly finally recently currently previously additionally furthermore therefore otherwise rather too very same own
    never always often sometimes ever almost nearly half mr. following based speaking responding referring citing quoting"""
) - {"us", "may", "will", "mr."}

# Words of office, profession or address that stand before a name.
TITLES = _set(
    """mr mrs ms miss mx dr doctor prof professor sir dame lord lady baron baroness king queen prince princess emperor emir
    sheikh sheik ayatollah imam rabbi pope cardinal archbishop bishop father sister brother rev reverend pastor monsignor
    president pres vice-president premier ag pm chancellor minister ministers secretary undersecretary chairman chairwoman
    chairperson chair chief director commissioner ambassador envoy consul senator senators sen sens rep reps representative
    congressman
    congresswoman congressmen gov govs governor governors mayor alderman councillor councilman councilwoman assemblyman
    assemblywoman speaker leader whip mp mps msp mep td delegate deputy attorney attorneys general gen lt lieutenant col
    colonel maj major capt captain sgt sergeant cpl cmdr commander adm admiral marshal brigadier field judge justice
    prosecutor solicitor sheriff constable officer inspector superintendent detective agent spokesman spokeswoman
    spokesperson editor correspondent reporter analyst economist strategist coach manager ceo cfo cto founder treasurer
    president-elect candidate nominee frontrunner lawmaker legislator activist author actor actress singer director-general
    secretary-general principal vice ex-president ex-minister former ex late acting interim incoming outgoing deputy
    prime foreign interior defence defense finance home shadow communications education health majority minority
    deputy-minister democratic republican conservative tory mullah tsar comrade citizen hon honourable right messrs cllr adviser
    advisor negotiator aide controller comptroller chief-of-staff host anchor commentator columnist staffer dean provost
    then-president then-senator democrat rev. crown grand"""
)

# Titles whose full stop does not end a sentence.
ABBREVIATED = _set(
    """mr mrs ms dr prof sen sens rep reps gov govs gen lt col maj capt sgt cpl cmdr adm rev hon st jr sr messrs mx ft mt
    amb atty supt det insp pres"""
)

# A name that holds one of these is a body's, not a person's.
ORGANIZATION_WORDS = _set(
    """party ministry department agency bureau commission committee council court tribunal parliament congress senate house
    assembly cabinet government administration authority board office service services union federation confederation
    league alliance association society club institute institution foundation trust center centre university college school
    academy church diocese mosque bank fund exchange group company corporation corp inc ltd plc llc co holdings industries
    partners bros airlines airways motors motor systems technologies technology media news newspaper times post journal
    gazette herald tribune guardian telegraph observer chronicle press magazine network networks television tv radio channel
    broadcasting studios pictures records entertainment campaign coalition movement front organization organisation
    conference congress forum summit initiative project program programme police army navy force forces guard guards
    corps command brigade hospital clinic museum library theatre theater team rovers city town county district state states
    republic kingdom republics nations pac committee democrats republicans conservatives tories liberals greens workers
    teachers lawyers voters research panel study survey poll report review secretariat embassy consulate treasury exchequer
    convention day night week war airport
    street tower hall islands island river lake sea ocean mountain valley beach avenue road square park bridge
    act bill law treaty accord agreement plan policy cup championship championships open games olympics prix world
    americans british europeans rights watch international institute's chamber division labs laboratory laboratories
    energy oil gas electric airlines foods stores bancorp capital securities investments insurance financial
    communications software telecom pharmaceuticals steel mills records twitter facebook google microsoft apple
    sony youtube cnn msnbc nbc cbs abc fox bbc itv reuters afp wikileaks breitbart politico"""
)

# Lower-case words inside names.
PARTICLES = _set("de del della di da dos das du la le van von der den ter ten bin ibn ben al el arap abu ul ud y e af av zu zum")

MALE_WORDS = _set(
    """mr sir lord king prince emperor emir father brother pope cardinal baron sheikh imam ayatollah mullah rabbi congressman
    spokesman chairman councilman assemblyman businessman salesman policeman fireman anchorman frontman man men boy husband
    son uncle nephew grandfather dad gentleman actor waiter archbishop bishop monsignor bachelor tsar alderman statesman"""
)
FEMALE_WORDS = _set(
    """mrs ms miss dame lady queen princess baroness mother sister congresswoman spokeswoman chairwoman councilwoman
    assemblywoman businesswoman saleswoman policewoman actress woman women girl wife daughter aunt niece grandmother mum mom
    mommy nun heroine waitress duchess countess widow"""
)

MALE_NAMES = _set(
    """aaron abdel abdul abdullah abraham adam adrian ahmad ahmed alan albert aleksandr alejandro alex alexander alexei alfred
    ali allan allen alvin amir andre andrea andreas andrei andres andrew andy angel angus ansar anders antonio anthony antoine
    archie ari arne arnold arthur ashraf asif austin babak barack barry bart bashar ben benjamin benny bernard bernie bert
    bilal bill billy björn bob bobby boris brad bradley brandon brendan brent bret brett brian bruce bruno bryan burt byron
    cal calvin carl carlo carlos cecil charles charlie chester chris christian christoph christopher chuck clarence clark
    claude clayton cliff clint clive colin corey cory craig curt curtis cyril daisuke dale damian dan daniel danny darren
    darrell dave david dean denis dennis derek desmond devin diego dick dieter dimitri dirk dmitri dmitry dominic dominique
    don donald doug douglas duncan dustin dwight dylan earl ed eddie edgar eduardo edward edwin ehud elbridge eli elias elijah
    elliott emilio emmanuel emmerson enrique erdogan eric erik ernest ernesto ethan eugene evan evo ezra faisal farooq
    felipe felix ferdinand fernando fidel finn francis francisco franco francois françois frank franklin fred freddie frederick
    friedrich gabriel gareth garry gary gavin gene geoff geoffrey george gerald gerard gerhard gerry giorgio giovanni glen
    glenn gordon graham grant greg gregory guido guillermo gunther gus guy hamid hank hans harold harris harry harvey hassan
    hector heinz helmut hendrik henri henry herbert herman hideo hiroshi horst hosni hossein howard hubert hugh hugo hun hussein
    ian ibrahim igor ilham imran isaac ismail ivan jack jackie jacob jacques jaime jake jamal james jamie jan jared jason javier
    jay jean jeb jeff jefferson jeffrey jens jeremy jerome jerry jesse jesus jim jimmy jiri joachim joao joe joel johan johannes
    john johnny jon jonah jonas jonathan jorge jose josé josef joseph josh joshua juan julian julio junichiro jürgen justin kamal
    karim karl keith ken kenneth kevin kim kirk klaus kofi konrad kurt kyle lance larry lars laurence laurent lawrence lee len
    leo leon leonard leonid leopold lester lewis liam lindsey lionel lloyd lorenzo lou louis luc luca lucas luis luiz luke
    mahmoud malcolm malik manuel marc marcel marco marcus mario mark marshall martin marvin massoud mathew mathieu matt matteo
    matthew maurice mauricio max maxime maxwell mehmet mel melvin michael michel miguel mikael mike mikhail milan milos milton
    mitch mitchell mitt mohamed mohammad mohammed morgan morris moshe muhammad mustafa myron narendra nasser nathan nathaniel
    neal ned neil nelson newt nicholas nick nicolae nicolas nigel nikita nikol nikolai noah noel norman olaf oleg oliver omar
    orlando oscar osama otto owen pablo paddy paolo pascal pat patrick paul pavel pedro per perry pete peter petr phil philip
    philippe phillip pierre pieter piotr prakash quentin rafael raj rajiv ralph ramon rand randall randy raul ray raymond
    recep reggie reid reince rené rex riaz ricardo richard rick ricky rob robert roberto robin rod roderick rodney rodrigo
    roger roland rolf roman romano ron ronald ronan rory ross roy ruben rudolf rudolph rudy rupert russ russell ryan sajid
    saddam salman salvador sam samuel sandy saul scott sean sebastian serge sergei sergey sergio seth shane shaun shimon
    shinzo sidney silvio simon slobodan spencer stan stanley stefan stephan stephen steve steven stewart stuart sven syed
    tariq ted terence terrence terry theo theodore thierry thomas tim timothy toby todd tom tomas tommy tony travis trent
    trevor trey troy tyler ulrich umberto vaclav vernon victor viktor vince vincent vitaly vladimir volodymyr wade wallace walter
    warren wayne wendell werner wilhelm will william willie willy winston wolfgang woody xavier yasser yasuo yitzhak yoshihiro
    yuri yusuf zac zach zachary zbigniew jinping keir kemal kyriakos olaf emomali sadyr kassym-jomart giorgi irakli levon serzh
    tayyip thabo robert morgan jacob cyril olusegun goodluck muhammadu yoweri rishi boris viktor andrzej mateusz alexis"""
)
FEMALE_NAMES = _set(
    """abigail adele agnes alexandra alexis alice alicia alison allison amanda amber amelia amina amy ana anastasia andrea
    angela angelina anita ann anna anne anne-marie annette annie april ashley audrey barbara beatrice becky benazir bernadette
    beth betsy betty beverly bonnie brenda bridget britney brooke camille carly carla carmen carol carole caroline carolyn
    cassandra catherine cathy cecilia charlotte chelsea cheryl chloe christa christiane christina christine cindy claire clara
    claudia colleen condoleezza constance corinne courtney cristina cynthia daisy dana daniela danielle dawn deb debbie
    deborah debra denise diana diane dianne dolores donna dora doris dorothy edith eileen elaine elena eleanor elisabeth
    elise elizabeth ella ellen elsa emily emma erica erika erin esther ethel eva eve evelyn faith fatima fatma faye federica
    felicia fiona flora florence frances françoise freda gabriela gabrielle gail gemma georgia geraldine gillian gina ginger
    giorgia glenda gloria grace greta gretchen gwen hannah harriet hazel heather heidi helen helena helene hilary hillary
    holly hope huma ida ilana indira ingrid irene irina iris isabel isabella isabelle ivana ivanka jackie jacqueline jan jane
    janet janice jasmine jean jeanne jenna jennifer jenny jessica jill jo joan joanna joanne jodi jodie josephine joy joyce
    juanita judith judy julia julie june kamala karen karin kate katherine kathleen kathryn kathy katie katrina katy kay
    kayleigh kellyanne kelly kerry kim kimberly kirsten kirstjen kristen kristin kristina laura lauren leah leila leslie letitia
    lilian lily linda lindsay lisa liz lois lolita lori loretta louise lucia lucy lydia lynn madeleine maggie mandy marcia
    margaret margot maria marian marianne marie marilyn marina marine marion marjorie marlene marsha martha mary maureen maxine
    maya megan megyn meghan melania melanie melinda melissa mercedes meredith mia michaela michele michelle mildred
    miranda miriam molly mona monica muriel myra nadia nancy naomi natalia natalie natasha nellie nicola nicole nicki nikki nina
    nora noreen norma olga olivia pam pamela pat patricia patsy patti patty paula pauline peggy penelope penny petra phyllis
    polly priscilla rachel ramona rebecca regina renee rhonda rita roberta robin rosa rosalind rose rosemary roxanne ruth sabrina
    sally samantha sandra sandy sara sarah saundra segolene shannon sharon sheila shelley sherry sheryl shirley silvia sofia
    sonia sonya sophia sophie stacey stacy stella stephanie sue susan susana susanna susanne suzanne svetlana sylvia tamara
    tammy tanya tara tatiana teresa tessa theresa thelma tiffany tina toni tracey tracy trudy ursula valerie vanessa vera
    veronica vicki victoria viola violet virginia vivian wanda wendy whitney wilma winifred yolanda yulia yvette yvonne zoe
    zuzana sanna kaja kristalina federica sheikh jacinda mette aung huma cristina dilma ellen roza salome nino tsai"""
) - {"sheikh", "aung"}

# Heads of descriptions of one person. Words in -er, -or, -ist and the like are taken as such too (see actors.py).
PERSON_NOUNS = _set(
    """spokesman spokeswoman spokesperson president minister secretary senator governor mayor chief chairman chairwoman chair
    official aide man woman boy girl guy lady gentleman person judge justice lawyer attorney counsel analyst economist expert
    scientist professor candidate nominee frontrunner front-runner hopeful contender congressman congresswoman lawmaker
    politician leader premier chancellor king queen prince princess pope cardinal archbishop bishop rabbi imam ayatollah
    general colonel captain commander officer soldier sergeant detective sheriff inspector coach player striker midfielder
    defender goalkeeper champion winner boss executive ceo manager director founder owner billionaire businessman businesswoman
    tycoon mogul magnate actor actress singer star comedian director author writer novelist journalist reporter correspondent
    columnist editor host anchor moderator critic activist teacher student doctor physician nurse surgeon victim witness
    suspect defendant plaintiff father mother husband wife son daughter brother sister friend neighbor neighbour resident
    democrat republican conservative socialist liberal libertarian texan floridian ohioan new-yorker vermonter
    strategist adviser advisor consultant pollster ambassador envoy diplomat negotiator speaker representative delegate
    mp msp mep peer councillor councilman incumbent veteran rival opponent predecessor successor colleague counterpart
    american australian briton russian german italian swiss spaniard frenchman scot irishman belgian croat serb
    striker skipper captain sprinter runner cyclist swimmer boxer hurdler athlete driver pilot engineer designer researcher
    historian scholar academic magistrate prosecutor solicitor barrister commissioner superintendent constable auditor
    treasurer clerk ombudsman undersecretary whip dictator tyrant monarch pontiff clergyman pastor priest preacher
    businessperson investor trader broker banker financier entrepreneur mogul developer contractor farmer trucker worker
    employee staffer intern volunteer supporter backer donor voter narrator boyfriend girlfriend partner teenager pensioner
    newcomer native realtor mom dad mum number-two deputy"""
)
# Heads of descriptions of one body, or of what a body writes.
BODY_NOUNS = _set(
    """ministry department agency bureau commission committee council court tribunal parliament congress senate house assembly
    cabinet government administration authority board office service union federation confederation league alliance
    association society club institute institution foundation trust center centre university college school academy church
    bank fund exchange group company corporation firm maker retailer manufacturer carrier airline publisher broadcaster
    network station channel newspaper paper magazine website site blog agency campaign coalition movement front organization
    organisation bloc watchdog regulator charity think-tank tank party team side band label studio chain giant consortium
    panel inquiry jury army navy force embassy consulate treasury secretariat country nation state kingdom republic city town
    county district province region operator developer producer lender insurer supplier daily weekly"""
)
DOCUMENT_NOUNS = _set(
    """report study survey poll statement letter article story editorial email memo document documents paper book ad
    advertisement resolution bill law ruling lawsuit complaint filing video recording post tweet interview speech website
    motion plan proposal platform manifesto petition release survey findings results data figures"""
)

# Heads of bodies that "the ..." takes up again without another word of their names.
TAKEN_UP = _set(
    """company firm group agency organization organisation newspaper paper magazine network station channel bank airline
    retailer maker manufacturer carrier publisher broadcaster website site union watchdog charity think-tank bloc alliance
    association society club institute foundation institution regulator giant chain movement school university hospital
    body studio label operator developer lender insurer daily weekly"""
)

# Words that cannot stand inside a compound such as "Gallup tracking poll".
VERBS = _set(
    """told said says tells heard hears includes asks
    asked urges urged met beat saw made makes took takes gave gives won wins got gets held holds
    led leads kept keeps left lost put set cut let found finds sent spent thought felt came went became knew wrote spoke drew
    will would can could may might must should has had have is are was were be been being do does did also not never ever
    now then still just already even often soon later last this that these those his her their its our my your each every"""
)

VERBS_OF_SPEECH = _set(
    """said says say told tells added adds insisted insists argued argues warned warns denied denies claimed claims urged urges
    announced announces vowed vows promised promises pledged pledges suggested suggests noted notes explained explains called
    calls praised praises criticised criticized attacked rejected rejects dismissed dismisses demanded demands accused accuses
    blamed blames refused refuses agreed agrees declared declares stressed wants wanted hopes hoped thinks thought believes
    believed declined acknowledged admitted confirmed joked tweeted wrote writes predicted predicts"""
)

# What a body or person puts out: its words are theirs.
ISSUED = _set(
    """statement statements report reports release data figures research information article editorial message memo study
    findings documents newsletter investigations posters resolution advertisement"""
)

# Titles that belong to the name where no full name is given: "Pope Francis", "Lord Faulkner".
KEPT_TITLES = _set(
    "pope king queen prince princess lord lady sir dame emperor sheikh sheik ayatollah cardinal judge justice saint father"
)

OFFICES = _set("minister secretary president chancellor governor senator mayor premier chairman ambassador general")

PREPOSITIONS = _set("of to with for by against on about from in at between among than like over under into after before as")
