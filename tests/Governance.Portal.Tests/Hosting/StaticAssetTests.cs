using System.IO.Compression;
using System.Net;
using System.Text.RegularExpressions;
using Governance.Domain.Identity;
using Governance.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Hosting;

/// <summary>How files and pages leave the portal, and that no other site learns anything from their length.</summary>
public sealed partial class StaticAssetTests
{
    private const int Worthwhile = 1024;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FingerprintedStylesAndScripts_LeaveCompressed_AndAreKeptForAYear()
    {
        await using var portal = Served();
        using var client = portal.CreateClient();
        var files = portal
            .Services.GetServices<EndpointDataSource>()
            .SelectMany(s => s.Endpoints)
            .Select(e => e.Metadata.GetMetadata<StaticAssetDescriptor>())
            .OfType<StaticAssetDescriptor>()
            .Where(d =>
                d.Properties.Any(p => p.Name == "fingerprint")
                && (d.Route.EndsWith(".css", StringComparison.Ordinal) || d.Route.EndsWith(".js", StringComparison.Ordinal))
            )
            .Select(d => d.Route)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        Assert.Contains(files, f => f.Contains("assets/css/portal.", StringComparison.Ordinal));
        Assert.Contains(files, f => f.Contains("assets/portal.", StringComparison.Ordinal));
        List<string> findings = [];
        foreach (var file in files)
        {
            using var whole = await client.GetAsync(new Uri(file, UriKind.Relative), Ct);
            var content = await whole.Content.ReadAsByteArrayAsync(Ct);
            using var request = new HttpRequestMessage(HttpMethod.Get, file) { Headers = { { "Accept-Encoding", "br, gzip" } } };
            using var sent = await client.SendAsync(request, Ct);
            var encoding = sent.Content.Headers.ContentEncoding.SingleOrDefault();
            if (
                whole.StatusCode is not HttpStatusCode.OK
                || sent.StatusCode is not HttpStatusCode.OK
                || whole.Content.Headers.ContentEncoding.Count > 0
            )
            {
                findings.Add($"{file} answers {whole.StatusCode} and {sent.StatusCode}");
            }
            else if (content.Length > Worthwhile && (encoding is null || !sent.Headers.Vary.Contains("Accept-Encoding")))
            {
                findings.Add($"{file}, {content.Length} bytes, leaves as it is");
            }
            else if (encoding is not null && !(await UnpackAsync(sent, encoding)).AsSpan().SequenceEqual(content))
            {
                findings.Add($"{file} unpacks to something else");
            }

            if (
                sent.Headers.CacheControl?.ToString() is not { } kept
                || !kept.Contains("max-age=31536000", StringComparison.Ordinal)
                || !kept.Contains("immutable", StringComparison.Ordinal)
            )
            {
                findings.Add($"{file} is kept for {sent.Headers.CacheControl}");
            }
        }

        Assert.True(findings.Count == 0, string.Join(Environment.NewLine, findings));
    }

    [Fact]
    public async Task Fonts_OfAPage_AreKeptForAYear()
    {
        await using var portal = Served();
        await portal.CreateUserAsync("ann@bank.example", Roles.Engineer);
        using var client = portal.CreateClient();

        var page = await client.GetStringAsync("/signin", Ct);
        var fonts = FontAddress().Matches(page).Select(m => m.Groups[1].Value).Distinct(StringComparer.Ordinal).ToList();

        Assert.Equal(["icons", "inter", "inter-latin"], fonts.Select(f => Path.GetFileName(f).Split('.')[0]).Order(StringComparer.Ordinal));
        foreach (var font in fonts)
        {
            using var answer = await client.GetAsync(new Uri(font, UriKind.Relative), Ct);
            Assert.Equal(
                (HttpStatusCode.OK, "max-age=31536000, immutable"),
                (answer.StatusCode, string.Join(", ", answer.Headers.GetValues("Cache-Control")))
            );
        }

        // A style sheet knows no fingerprints: what it asked for besides would be kept for an hour.
        foreach (var sheet in new[] { "tokens", "portal", "components", "connection" })
        {
            Assert.DoesNotContain(".woff2", await client.GetStringAsync($"/assets/css/{sheet}.css", Ct), StringComparison.Ordinal);
        }
    }

    // A sheet that imports one of each module would cost a request for each, after its own (docs/adr/0028).
    [Fact]
    public async Task StylesOfComponents_ArriveInOneSheet_ScopedAsThePageIs()
    {
        await using var portal = Served();
        await portal.CreateUserAsync("ann@bank.example", Roles.Engineer);
        using var client = portal.CreateClient();

        var page = await client.GetStringAsync("/signin", Ct);
        var address = Assert.Single(ComponentSheet().Matches(page)).Groups[1].Value;
        var sheet = await client.GetStringAsync(new Uri(address, UriKind.Relative), Ct);

        Assert.Contains($".brand[{BrandScope().Match(page).Groups[1].Value}]", sheet, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", sheet, StringComparison.Ordinal);
        // One class of each module.
        Assert.All(
            [".pager[", ".lineage-card[", ".slot-dot[", ".clock[", ".duty-cell[", ".endings["],
            name => Assert.Contains(name, sheet, StringComparison.Ordinal)
        );
        Assert.DoesNotContain(
            portal.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints),
            e => e.Metadata.GetMetadata<StaticAssetDescriptor>()?.Route.EndsWith(".scp.css", StringComparison.Ordinal) is true
        );
    }

    // A secret beside what an attacker may write into an answer can be read off the length of the compressed answer (BREACH): pages are
    // compressed only when no other site can have asked for them, answers of the API never (docs/adr/0032).
    [Fact]
    public async Task Pages_LeaveCompressed_OnlyWhenNoOtherSiteAskedForThem()
    {
        await using var portal = Served();
        await portal.CreateUserAsync("ann@bank.example", Roles.Engineer);
        using var client = portal.CreateClient();
        var (plain, _) = await AskAsync(client, "/signin", site: null);
        Assert.Contains("</html>", plain, StringComparison.Ordinal);

        foreach (
            var (path, site, expected) in new (string, string?, string?)[]
            {
                ("/signin", "same-origin", "br"),
                ("/signin", "none", "br"),
                ("/no-such-page", "same-origin", "br"),
                ("/signin", "cross-site", null),
                ("/signin", "same-site", null),
                ("/signin", "same-origin, cross-site", null),
                ("/signin", "", null),
                ("/signin", null, null),
                ("/api/v1/session", "same-origin", null),
                ("/openapi/v1.json", "same-origin", null),
            }
        )
        {
            var (text, encoding) = await AskAsync(client, path, site);
            Assert.True(encoding == expected, $"{path} asked for by {site ?? "nobody"} is sent as {encoding ?? "it is"}");
            Assert.True(expected is null || text.Contains("</html>", StringComparison.Ordinal), $"{path} unpacks to {text}");
        }
    }

    private static async Task<(string Text, string? Encoding)> AskAsync(HttpClient client, string path, string? site)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Accept", "text/html");
        request.Headers.Add("Accept-Encoding", "br, gzip");
        if (site is not null)
        {
            request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", site);
        }

        using var answer = await client.SendAsync(request, Ct);
        Assert.True(answer.Headers.CacheControl?.NoStore is true, $"{path} may be kept: {answer.Headers.CacheControl}");
        var encoding = answer.Content.Headers.ContentEncoding.SingleOrDefault();
        var content = encoding is null ? await answer.Content.ReadAsByteArrayAsync(Ct) : await UnpackAsync(answer, encoding);
        return (System.Text.Encoding.UTF8.GetString(content), encoding);
    }

    // As it is served to people: without what watches the files of a development machine.
    private static PortalFactory Served()
    {
        var portal = new PortalFactory();
        portal.Settings["ReloadStaticAssetsAtRuntime"] = "false";
        portal.Settings["EnableStaticAssetsDevelopmentCaching"] = "true";
        return portal;
    }

    private static async Task<byte[]> UnpackAsync(HttpResponseMessage answer, string encoding)
    {
        await using var packed = await answer.Content.ReadAsStreamAsync(Ct);
        await using Stream unpacked =
            encoding == "br" ? new BrotliStream(packed, CompressionMode.Decompress) : new GZipStream(packed, CompressionMode.Decompress);
        using var content = new MemoryStream();
        await unpacked.CopyToAsync(content, Ct);
        return content.ToArray();
    }

    [GeneratedRegex("""(?:url\("|href=")([^"]+\.woff2)""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FontAddress();

    [GeneratedRegex("href=\"(assets/css/components\\.[^\"]+)\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ComponentSheet();

    [GeneratedRegex("class=\"brand\" (b-[a-z0-9]+)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BrandScope();
}
