using System.Globalization;
using Governance.Localisation;

namespace Governance.Portal.Kernel.Localisation;

/// <summary>
/// Chooses the language of a page, and of the circuit that begins with it: what was chosen in this browser, else what the browser wishes.
/// Programs are answered in English, whatever they send.
/// </summary>
public sealed class PageLanguage(RequestDelegate next)
{
    // Scripts of our pages say so of theirs, whose answers people read.
    private const string Header = "X-Page-Language";

    public Task InvokeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(
            !context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) ? Of(context.Request)
            : Languages.Knows(context.Request.Headers[Header]) ? context.Request.Headers[Header].ToString()
            : Languages.Source
        );

        return next(context);
    }

    /// <summary>The tag of the language a request is answered in.</summary>
    public static string Of(HttpRequest request)
    {
        if (request.Cookies[Languages.Cookie] is { } chosen && Languages.Knows(chosen))
        {
            return chosen;
        }

        return request
                .GetTypedHeaders()
                .AcceptLanguage.Where(l => l.Quality is not 0)
                .OrderByDescending(l => l.Quality ?? 1)
                .Select(l => l.Value.Length >= 2 ? l.Value.Substring(0, 2).ToLowerInvariant() : "")
                .FirstOrDefault(Languages.Knows)
            ?? Languages.Source;
    }
}
