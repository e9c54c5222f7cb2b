<?php

declare(strict_types=1);

namespace App;

use Symfony\Component\EventDispatcher\EventDispatcher;
use Symfony\Component\HttpFoundation\RequestStack;
use Symfony\Component\HttpKernel\Controller\ArgumentResolver;
use Symfony\Component\HttpKernel\Controller\ControllerResolver;
use Symfony\Component\HttpKernel\EventListener\RouterListener;
use Symfony\Component\HttpKernel\HttpKernel;
use Symfony\Component\Routing\Matcher\UrlMatcher;
use Symfony\Component\Routing\RequestContext;
use Symfony\Component\Routing\Route;
use Symfony\Component\Routing\RouteCollection;

final class KernelFactory
{
    public static function create(LinkRepository $links): HttpKernel
    {
        $requests = new RequestStack();
        $events = new EventDispatcher();
        $events->addSubscriber(new RouterListener(new UrlMatcher(self::routes(new LinkController($links)), new RequestContext()), $requests));
        $events->addSubscriber(new ProblemListener());
        return new HttpKernel($events, new ControllerResolver(), $requests, new ArgumentResolver());
    }

    private static function routes(LinkController $links): RouteCollection
    {
        $routes = new RouteCollection();
        $routes->add('list', new Route('/links', ['_controller' => $links->list(...)], methods: ['GET']));
        $routes->add('create', new Route('/links', ['_controller' => $links->create(...)], methods: ['POST']));
        $routes->add('read', new Route('/links/{code}', ['_controller' => $links->read(...)], methods: ['GET']));
        $routes->add('remove', new Route('/links/{code}', ['_controller' => $links->remove(...)], methods: ['DELETE']));
        $routes->add('follow', new Route('/{code}', ['_controller' => $links->follow(...)], methods: ['GET']));
        return $routes;
    }
}
