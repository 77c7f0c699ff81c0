using System.Globalization;

namespace Governance.Portal.Localisation;

/// <summary>
/// Chooses the language of a page, and of the circuit that begins with it: what was chosen in this browser, else what the browser wishes.
/// Programs are answered in English, whatever they send.
/// </summary>
internal sealed class PageLanguage(RequestDelegate next)
{
    // What the palette finds is read by people.
    private const string Finder = "/api/v1/find";

    public Task InvokeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) || context.Request.Path.Equals(Finder, StringComparison.OrdinalIgnoreCase))
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(Of(context.Request));
        }

        return next(context);
    }

    /// <summary>The tag of the language a request is answered in.</summary>
    public static string Of(HttpRequest request)
    {
        if (request.Cookies[Languages.Cookie] is { } chosen && Languages.Knows(chosen))
        {
            return chosen;
        }

        return request.GetTypedHeaders().AcceptLanguage
            .Where(l => l.Quality is not 0)
            .OrderByDescending(l => l.Quality ?? 1)
            .Select(l => l.Value.Length >= 2 ? l.Value.Substring(0, 2).ToLowerInvariant() : "")
            .FirstOrDefault(Languages.Knows) ?? Languages.Source;
    }
}
