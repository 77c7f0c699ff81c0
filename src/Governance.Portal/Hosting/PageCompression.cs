using Microsoft.AspNetCore.ResponseCompression;

namespace Governance.Portal.Hosting;

/// <summary>
/// Pages leave compressed only when the portal's own page, or the person at the browser, asked for them. Who may put words into a page and
/// see how long it becomes can read its secrets off that length, guess by guess; each guess has to be asked for by another site's page, and
/// the browser says so of each. See docs/adr/0032.
/// </summary>
internal static class PageCompression
{
    // A form of text that is a page. What is not, is compressed at build or leaves as it is.
    private const string Page = "text/html";

    public static IServiceCollection AddPageCompression(this IServiceCollection services) =>
        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = [Page];
            options.Providers.Add<BrotliCompressionProvider>();
            options.Providers.Add<GzipCompressionProvider>();
        });

    public static void UsePageCompression(this WebApplication app) =>
        app.UseWhen(context => IsAskedForByUs(context.Request), pages => pages.UseResponseCompression());

    // A browser that does not say who asks is old; a program does not say either. Both get the page as it is.
    private static bool IsAskedForByUs(HttpRequest request) => request.Headers["Sec-Fetch-Site"].ToString() is "same-origin" or "none";
}
