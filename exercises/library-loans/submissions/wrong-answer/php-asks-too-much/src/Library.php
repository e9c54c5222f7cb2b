<?php

declare(strict_types=1);

namespace Suite;

use CurlHandle;
use RuntimeException;

/** The service as its callers see it. */
final class Library
{
    private const int PATIENCE_SECONDS = 5;

    /**
     * @param array<string, mixed>|null $body sent as JSON
     * @param list<string> $headers as in "Idempotency-Key: one"
     */
    public static function send(string $method, string $path, ?array $body = null, array $headers = []): Answer
    {
        return self::sendTogether(1, $method, $path, $body, $headers)[0];
    }

    /** The same request so many times at one moment. @return list<Answer> */
    public static function sendTogether(int $times, string $method, string $path, ?array $body = null, array $headers = []): array
    {
        $all = curl_multi_init();
        $handles = [];
        for ($made = 0; $made < $times; $made++) {
            $handles[] = self::prepare($method, $path, $body, $headers);
            curl_multi_add_handle($all, $handles[$made]);
        }
        do {
            curl_multi_exec($all, $running);
            curl_multi_select($all, 0.1);
        } while ($running > 0);
        return array_map(self::answerOf(...), $handles);
    }

    private static function prepare(string $method, string $path, ?array $body, array $headers): CurlHandle
    {
        $handle = curl_init((getenv('BASE_URL') ?: 'http://127.0.0.1:8080') . $path);
        curl_setopt_array($handle, [
            CURLOPT_CUSTOMREQUEST => $method,
            CURLOPT_HTTPHEADER => $headers,
            CURLOPT_HEADER => true,
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_TIMEOUT => self::PATIENCE_SECONDS,
        ]);
        if ($body !== null) {
            curl_setopt($handle, CURLOPT_HTTPHEADER, ['Content-Type: application/json', ...$headers]);
            curl_setopt($handle, CURLOPT_POSTFIELDS, json_encode($body, JSON_THROW_ON_ERROR));
        }
        return $handle;
    }

    private static function answerOf(CurlHandle $handle): Answer
    {
        $status = curl_getinfo($handle, CURLINFO_RESPONSE_CODE);
        if ($status === 0) {
            throw new RuntimeException('No answer: ' . curl_error($handle));
        }
        $text = (string) curl_multi_getcontent($handle);
        $headLength = curl_getinfo($handle, CURLINFO_HEADER_SIZE);
        preg_match_all('/^([\w-]+):\s*(.*?)\s*$/m', substr($text, 0, $headLength), $lines);
        $headers = array_combine(array_map(strtolower(...), $lines[1]), $lines[2]);
        return new Answer($status, $headers, substr($text, $headLength));
    }
}
