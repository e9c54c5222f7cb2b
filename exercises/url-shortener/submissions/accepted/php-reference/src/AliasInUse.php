<?php

declare(strict_types=1);

namespace Shortener;

use RuntimeException;

final class AliasInUse extends RuntimeException
{
}
