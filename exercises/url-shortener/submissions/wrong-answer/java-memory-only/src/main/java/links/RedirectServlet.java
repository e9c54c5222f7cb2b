package links;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** {@code /{code}}: sends visitors on. */
public class RedirectServlet extends JsonServlet {
    private final transient LinkRepository repository;

    public RedirectServlet(LinkRepository repository) {
        this.repository = repository;
    }

    @Override
    protected void answer(HttpServletRequest request, HttpServletResponse response) {
        Link link = repository.find(request.getRequestURI().substring(1)).orElseThrow(Problem::noSuchLink);
        if (link.isExpired()) {
            throw new Problem(410, "The link is expired.");
        }
        link.click();
        response.setStatus(302);
        response.setHeader("Location", link.url());
    }
}
