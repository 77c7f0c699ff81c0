using System.Security.Cryptography;
using Governance.Portal.Kernel.Components.Layout;

namespace Governance.Portal.Kernel.Security;

/// <summary>
/// Response headers of every page and answer. A page runs the scripts it names by its nonce and what these load, nothing else from this
/// origin; an answer that is no page runs and shows nothing at all. See docs/adr/0023.
/// </summary>
public sealed class SecurityHeaders(RequestDelegate next)
{
    /// <summary>Where the page finds its nonce for style sheets: the chart library adds one, so scripts can read it.</summary>
    public const string NonceItem = App.NonceItem;

    /// <summary>The policy of everything that is no page: opened in a browser it is a document without script, origin or content.</summary>
    public const string NoPage = "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    // Apart from the one of style sheets, which stands in the page for scripts to read.
    private const string ScriptNonceItem = "csp-script-nonce";

    private static readonly string[] s_noPages = ["/api", "/bundles", "/witness", "/healthz", "/readyz", "/writez", "/v1"];

    /// <summary>The nonce that the page's own scripts carry.</summary>
    public static string? NonceOf(HttpContext? context) => context?.Items[ScriptNonceItem] as string;

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = IsPage(context.Request.Path) ? PolicyOf(context) : NoPage;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (context.Request.IsHttps && !IsLoopback(context.Request.Host.Host))
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }

        if (IsPrivate(context.Request.Path))
        {
            // The words the framework itself sets where a page has a form: any others it would replace, with a warning.
            headers.CacheControl = "no-cache, no-store";
        }

        return next(context);
    }

    private static string PolicyOf(HttpContext context)
    {
        var (script, style) = (Nonce(), Nonce());
        context.Items[ScriptNonceItem] = script;
        context.Items[NonceItem] = style;
        return $"default-src 'none'; script-src 'nonce-{script}' 'strict-dynamic'; style-src 'self'; style-src-elem 'self' "
            + $"'nonce-{style}'; style-src-attr 'unsafe-inline'; "
            + "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; frame-src 'self'; object-src 'none'; base-uri 'self'; "
            + "form-action 'self'; frame-ancestors 'none'; "
            + "require-trusted-types-for 'script'; trusted-types default";
    }

    private static string Nonce() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));

    private static bool IsPage(PathString path) => !s_noPages.Any(p => path.StartsWithSegments(p, StringComparison.OrdinalIgnoreCase));

    // Answers hold what only the caller may read; nothing in between keeps them.
    private static bool IsPrivate(PathString path) =>
        path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments("/bundles", StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments("/openapi", StringComparison.OrdinalIgnoreCase);

    // A browser would keep the promise for every other program that is tried out on this machine.
    private static bool IsLoopback(string host) => host is "localhost" or "[::1]" || host.StartsWith("127.", StringComparison.Ordinal);
}
