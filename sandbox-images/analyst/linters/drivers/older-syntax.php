<?php

declare(strict_types=1);

/**
 * The source without what PDepend 2.12 does not know of PHP 8.2 to 8.4 and what says nothing about quality: classes that
 * are readonly, and visibility of writing alone. Every line and column stays where it is.
 */
function writeInOlderSyntax(string $source): string
{
    $tokens = PhpToken::tokenize($source);
    foreach ($tokens as $index => $token) {
        if ($token->is(T_READONLY) && isBeforeClass($tokens, $index)) {
            $token->text = '        ';
        }
        if ($token->is([T_PRIVATE_SET, T_PROTECTED_SET, T_PUBLIC_SET])) {
            $visibility = isAfterVisibility($tokens, $index) ? '' : 'public';
            $token->text = str_pad($visibility, strlen($token->text));
        }
    }
    return implode('', array_map(fn (PhpToken $token): string => $token->text, $tokens));
}

/** @param list<PhpToken> $tokens */
function isBeforeClass(array $tokens, int $index): bool
{
    do {
        $index++;
    } while (isset($tokens[$index]) && $tokens[$index]->is([T_WHITESPACE, T_COMMENT, T_FINAL, T_ABSTRACT]));
    return isset($tokens[$index]) && $tokens[$index]->is(T_CLASS);
}

/** @param list<PhpToken> $tokens */
function isAfterVisibility(array $tokens, int $index): bool
{
    do {
        $index--;
    } while (isset($tokens[$index]) && $tokens[$index]->is([T_WHITESPACE, T_READONLY, T_STATIC]));
    return isset($tokens[$index]) && $tokens[$index]->is([T_PUBLIC, T_PROTECTED, T_PRIVATE]);
}
