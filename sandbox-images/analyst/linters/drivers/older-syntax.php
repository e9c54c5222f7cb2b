<?php

declare(strict_types=1);

/**
 * The source without what PDepend 2.12 does not know of PHP 8.2 to 8.4 and what says nothing about quality: classes that
 * are readonly, types of constants, visibility of writing alone, and `new` without parentheses around it. Every line stays
 * where it is. What else it does not know, property hooks above all, it cannot read.
 */
function writeInOlderSyntax(string $source): string
{
    $tokens = PhpToken::tokenize($source);
    foreach ($tokens as $index => $token) {
        match ($token->id) {
            T_READONLY => dropBeforeClass($tokens, $index),
            T_CONST => dropTypeOfConstant($tokens, $index),
            T_PRIVATE_SET, T_PROTECTED_SET, T_PUBLIC_SET => dropVisibilityOfWriting($tokens, $index),
            T_NEW => wrapNew($tokens, $index),
            default => null,
        };
    }
    return implode('', array_map(fn (PhpToken $token): string => $token->text, $tokens));
}

/** @param list<PhpToken> $tokens */
function dropBeforeClass(array $tokens, int $index): void
{
    $next = skip($tokens, $index + 1, 1, [T_FINAL, T_ABSTRACT]);
    if (($tokens[$next] ?? null)?->is(T_CLASS)) {
        $tokens[$index]->text = '';
    }
}

/** @param list<PhpToken> $tokens */
function dropTypeOfConstant(array $tokens, int $index): void
{
    $end = $index;
    while (isset($tokens[$end]) && !$tokens[$end]->is(['=', ';'])) {
        $end++;
    }
    $name = skip($tokens, $end - 1, -1);
    for ($place = $index + 1; $place < $name; $place++) {
        $tokens[$place]->text = $tokens[$place]->isIgnorable() ? $tokens[$place]->text : '';
    }
}

/** @param list<PhpToken> $tokens */
function dropVisibilityOfWriting(array $tokens, int $index): void
{
    $before = skip($tokens, $index - 1, -1, [T_READONLY, T_STATIC]);
    $isVisible = ($tokens[$before] ?? null)?->is([T_PUBLIC, T_PROTECTED, T_PRIVATE]);
    $tokens[$index]->text = $isVisible ? '' : 'public';
}

/** @param list<PhpToken> $tokens */
function wrapNew(array $tokens, int $index): void
{
    $open = skip($tokens, skip($tokens, $index + 1, 1) + 1, 1);
    if (!($tokens[$open] ?? null)?->is('(')) {
        return;
    }
    $close = $open;
    for ($depth = 0; isset($tokens[$close]); $close++) {
        $depth += ['(' => 1, ')' => -1][$tokens[$close]->text] ?? 0;
        if ($depth === 0) {
            break;
        }
    }
    $next = $tokens[skip($tokens, $close + 1, 1)] ?? null;
    if ($next?->is([T_OBJECT_OPERATOR, T_NULLSAFE_OBJECT_OPERATOR, T_DOUBLE_COLON])) {
        $tokens[$index]->text = '(' . $tokens[$index]->text;
        $tokens[$close]->text .= ')';
    }
}

/**
 * The place of the next token that is neither space nor comment nor one of `$kinds`; beyond the list where there is none.
 *
 * @param list<PhpToken> $tokens
 * @param list<int> $kinds
 */
function skip(array $tokens, int $index, int $step, array $kinds = []): int
{
    while (isset($tokens[$index]) && ($tokens[$index]->isIgnorable() || $tokens[$index]->is($kinds))) {
        $index += $step;
    }
    return $index;
}
