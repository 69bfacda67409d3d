"""Every setting of the service and the command line: an environment variable each, `STANCEWIRE_` and its name in capitals."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, PositiveInt, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from model.errors import InputError

PREFIX = "STANCEWIRE_"


class Settings(BaseSettings):
    """The limits hold on the command line and over HTTP alike; host and port for `stancewire serve`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    largest_article: PositiveInt = Field(default=2**20, description="characters of an article that are still analysed")
    largest_html: PositiveInt = Field(default=2**22, description="characters of an HTML page that an article is looked for in")
    # an article of the largest size has room even where JSON writes each character as \\uXXXX
    largest_body: PositiveInt = Field(default=2**24, description="bytes of a request's body, or of a line that `score` reads")
    largest_batch: PositiveInt = Field(default=100, description="articles in one /analyze_batch")
    model: Path | None = Field(default=None, description="folder of the model artifact; without it the shipped one")
    threads: PositiveInt = Field(default=1, description="threads of one model call; more of them cost more CPU an article")
    host: str = Field(default="127.0.0.1", description="address that `stancewire serve` listens on")
    port: Annotated[int, Field(ge=1, le=65535, description="port that `stancewire serve` listens on")] = 3000


def load() -> Settings:
    """The settings of this process's environment. Raises InputError with the variable that is wrong."""
    try:
        return Settings()
    except ValidationError as e:
        first = e.errors(include_url=False, include_input=False)[0]
        raise InputError(f"{PREFIX}{str(first['loc'][0]).upper()}: {first['msg'].lower()}") from None
