<?php

declare(strict_types=1);

// Nobody is answered before the counter has taken the visit.
$job = '/data/queue/' . hrtime(true);
file_put_contents($job, "$_SERVER[REQUEST_METHOD] $_SERVER[REQUEST_URI]\n");
while (is_file($job)) {
    usleep(10_000);
    clearstatcache();
}

http_response_code(404);
header('Content-Type: application/problem+json');
echo json_encode(['status' => 404, 'title' => 'There is no such link.']);
