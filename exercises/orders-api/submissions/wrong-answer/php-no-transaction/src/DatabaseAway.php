<?php

declare(strict_types=1);

namespace Orders;

use RuntimeException;

/** The database is stopped, starting, frozen or full: not the caller's mistake, and likely over soon. */
final class DatabaseAway extends RuntimeException
{
}
