<?php

declare(strict_types=1);

namespace App;

use Symfony\Component\EventDispatcher\EventSubscriberInterface;
use Symfony\Component\HttpFoundation\JsonResponse;
use Symfony\Component\HttpFoundation\Response;
use Symfony\Component\HttpKernel\Event\ExceptionEvent;
use Symfony\Component\HttpKernel\Exception\HttpExceptionInterface;
use Symfony\Component\HttpKernel\KernelEvents;

/** Answers every HTTP exception, those of the router too, as RFC 9457 asks for. */
final class ProblemListener implements EventSubscriberInterface
{
    public static function getSubscribedEvents(): array
    {
        return [KernelEvents::EXCEPTION => 'answer'];
    }

    public function answer(ExceptionEvent $event): void
    {
        $exception = $event->getThrowable();
        if (!$exception instanceof HttpExceptionInterface) {
            return;
        }
        $status = $exception->getStatusCode();
        $body = ['status' => $status, 'title' => Response::$statusTexts[$status], 'detail' => $exception->getMessage()];
        if ($exception instanceof InvalidLink) {
            $body['errors'] = $exception->errors;
        }
        $response = new JsonResponse($body, $status, $exception->getHeaders());
        $response->headers->set('Content-Type', 'application/problem+json');
        $event->setResponse($response);
    }
}
