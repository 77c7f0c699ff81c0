using System.Globalization;
using System.Net.Mime;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using Governance.Domain;
using Governance.Localisation;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Localisation;
using Governance.Portal.Kernel.Security;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Hosting;

/// <summary>What a node says before its portal is there: that it lives, that it is not ready, and when to come back.</summary>
internal static class StartingAnswers
{
    private const int AgainSeconds = 5;

    private static readonly Refusal s_starting = new(
        "node.starting",
        "The portal is starting. After an upgrade this can take minutes.",
        RefusalKind.Unavailable
    )
    {
        RetryAfter = TimeSpan.FromSeconds(AgainSeconds),
    };

    /// <summary>Answers the two health addresses; false for any other, of which nothing is written.</summary>
    public static async Task<bool> AnswersAsync(HttpContext context)
    {
        var answer = context.Request.Path.Value switch
        {
            HealthEndpoints.Alive => HealthEndpoints.SayAlive(),
            HealthEndpoints.Ready => HealthEndpoints.Say(Readiness.Unready),
            _ => null,
        };
        if (answer is null)
        {
            return false;
        }

        Protect(context, SecurityHeaders.NoPage);
        await answer.ExecuteAsync(context);
        return true;
    }

    /// <summary>Tells a person by a page that opens what was asked for once it can, and a program by a problem.</summary>
    public static Task RefuseAsync(HttpContext context)
    {
        var isPage =
            HttpMethods.IsGet(context.Request.Method)
            && context.Request.Headers.Accept.ToString().Contains(MediaTypeNames.Text.Html, StringComparison.OrdinalIgnoreCase);
        context.Response.Headers.RetryAfter = AgainSeconds.ToString(CultureInfo.InvariantCulture);
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(isPage ? PageLanguage.Of(context.Request) : Languages.Source);
        if (!isPage)
        {
            Protect(context, SecurityHeaders.NoPage);
            return s_starting.ToProblem().ExecuteAsync(context);
        }

        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        Protect(context, $"default-src 'none'; style-src 'nonce-{nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(Page(nonce), context.RequestAborted);
    }

    private static string Page(string nonce)
    {
        var say = HtmlEncoder.Default;
        return $$"""
            <!DOCTYPE html>
            <html lang="{{CultureInfo.CurrentUICulture.Name}}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="refresh" content="{{AgainSeconds}}">
            <title>{{say.Encode(T["Starting · Governance Portal"])}}</title>
            <style nonce="{{nonce}}">
            :root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5 }
            main { max-width: 32rem; margin: 20vh auto 0; padding: 0 1rem }
            h1 { font-size: 1.25rem }
            </style>
            </head>
            <body>
            <main>
            <h1>{{say.Encode(T["The portal is starting"])}}</h1>
            <p>{{say.Encode(T["After an upgrade this can take minutes. The page you asked for opens as soon as the portal is ready."])}}</p>
            </main>
            </body>
            </html>
            """;
    }

    private static void Protect(HttpContext context, string policy)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers.CacheControl = "no-cache, no-store";
    }
}
