using System.Security.Cryptography;

namespace Governance.Portal.Hosting;

/// <summary>Response headers of every page and answer. Scripts come from our own files only; one nonce per response lets the chart library add its style sheet.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    /// <summary>Where the page finds its nonce.</summary>
    public const string NonceItem = Components.Layout.App.NonceItem;

    public Task InvokeAsync(HttpContext context)
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        context.Items[NonceItem] = nonce;
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy =
            $"default-src 'self'; script-src 'self'; style-src 'self'; style-src-elem 'self' 'nonce-{nonce}'; style-src-attr 'unsafe-inline'; " +
            "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; frame-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (context.Request.IsHttps && !IsLoopback(context.Request.Host.Host))
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }

        if (context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            headers.CacheControl = "no-store";
        }

        return next(context);
    }

    // A browser would keep the promise for every other program that is tried out on this machine.
    private static bool IsLoopback(string host) => host is "localhost" or "[::1]" || host.StartsWith("127.", StringComparison.Ordinal);
}
