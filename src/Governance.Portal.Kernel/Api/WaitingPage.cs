using System.Globalization;
using System.Net.Mime;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using Governance.Portal.Kernel.Localisation;
using Governance.Portal.Kernel.Security;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Kernel.Api;

/// <summary>What a page that keeps trying says, in the language of its reader.</summary>
/// <param name="Title">Title of the window.</param>
/// <param name="Heading">What is the matter.</param>
/// <param name="Text">What happens next.</param>
public sealed record WaitingWords(string Title, string Heading, string Text);

/// <summary>
/// What a person's browser gets in place of a problem document while something passes by itself: a page that opens what was asked for as
/// soon as it can, without scripts. The status and <c>Retry-After</c> are those of the problem. What was sent by a form is never sent
/// again by it.
/// </summary>
public static class WaitingPage
{
    /// <summary>True when a person's browser asks for a page, and no script or program for data.</summary>
    public static bool IsVisit(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Headers.Accept.ToString().Contains(MediaTypeNames.Text.Html, StringComparison.OrdinalIgnoreCase)
            && (request.Headers["Sec-Fetch-Mode"].ToString() is var mode && (mode.Length == 0 ? IsRead(request) : mode == "navigate"));
    }

    /// <summary>Headers of an answer without content of ours, as <see cref="SecurityHeaders"/> sets them.</summary>
    public static void Protect(HttpContext context, string policy = SecurityHeaders.NoPage)
    {
        ArgumentNullException.ThrowIfNull(context);
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers.CacheControl = "no-cache, no-store";
    }

    /// <summary>Writes the page, with status 503.</summary>
    /// <param name="context">Whose answer.</param>
    /// <param name="words">What it says to someone who asked for a page; asked for once the language is known.</param>
    /// <param name="seconds">After how long the browser asks again.</param>
    public static Task WriteAsync(HttpContext context, Func<WaitingWords> words, int seconds)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(words);
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(PageLanguage.Of(context.Request));
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        Protect(context, $"default-src 'none'; style-src 'nonce-{nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return context.Response.WriteAsync(Page(words(), nonce, IsRead(context.Request) ? seconds : null), context.RequestAborted);
    }

    private static bool IsRead(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    private static string Page(WaitingWords words, string nonce, int? seconds)
    {
        var say = HtmlEncoder.Default;
        var again = seconds is { } wait
            ? string.Create(CultureInfo.InvariantCulture, $"<meta http-equiv=\"refresh\" content=\"{wait}\">")
            : "";
        var text = seconds is not null
            ? words.Text
            : T["What was sent may not have been stored. Wait a moment, open the page again and check before sending it once more."];
        return $$"""
            <!DOCTYPE html>
            <html lang="{{CultureInfo.CurrentUICulture.Name}}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            {{again}}
            <title>{{say.Encode(words.Title)}}</title>
            <style nonce="{{nonce}}">
            :root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5 }
            main { max-width: 32rem; margin: 20vh auto 0; padding: 0 1rem }
            h1 { font-size: 1.25rem }
            </style>
            </head>
            <body>
            <main>
            <h1>{{say.Encode(words.Heading)}}</h1>
            <p>{{say.Encode(text)}}</p>
            </main>
            </body>
            </html>
            """;
    }
}

/// <summary>
/// Answers a person's browser by a page that keeps trying where a program gets a problem document that says when to come back, no matter
/// which part of the portal refused.
/// </summary>
public sealed class WaitingPageWriter : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return (context.ProblemDetails.Status ?? context.HttpContext.Response.StatusCode) == StatusCodes.Status503ServiceUnavailable
            && Seconds(context) is not null
            && WaitingPage.IsVisit(context.HttpContext.Request);
    }

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        RefusalProblems.Complete(context);
        await WaitingPage.WriteAsync(context.HttpContext, Words, Math.Max(1, Seconds(context) ?? 1));
    }

    private static WaitingWords Words() =>
        new(
            T["Unavailable · Governance Portal"],
            T["The portal is not available at the moment"],
            T["This page keeps trying. The page you asked for opens as soon as the portal answers again."]
        );

    private static int? Seconds(ProblemDetailsContext context) =>
        context.ProblemDetails.Extensions.TryGetValue(RefusalProblems.RetryAfter, out var wait) && wait is int seconds ? seconds
        : int.TryParse(context.HttpContext.Response.Headers.RetryAfter, NumberStyles.None, CultureInfo.InvariantCulture, out var set) ? set
        : null;
}
