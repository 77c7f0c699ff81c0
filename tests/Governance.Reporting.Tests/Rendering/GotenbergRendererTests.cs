using System.Net;
using System.Text;
using Governance.Reporting.Rendering;
using Microsoft.Extensions.Options;

namespace Governance.Reporting.Tests.Rendering;

public sealed class GotenbergRendererTests
{
    [Fact]
    public async Task Render_Answered_SendsHtmlAndAsksForATaggedPdf()
    {
        var converter = new Converter(() => Answer(HttpStatusCode.OK, "%PDF-1.7 …"));

        var pdf = await Renderer(converter).RenderAsync("<p>Ærø", TestContext.Current.CancellationToken);

        Assert.True(pdf.AsSpan().StartsWith("%PDF-"u8));
        Assert.Equal("http://converter:3000/forms/chromium/convert/html", converter.Address);
        Assert.Contains("filename=index.html", converter.Body, StringComparison.Ordinal);
        Assert.Contains("<p>Ærø", converter.Body, StringComparison.Ordinal);
        Assert.Contains("name=generateTaggedPdf", converter.Body, StringComparison.Ordinal);
        Assert.Contains("name=preferCssPageSize", converter.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Render_Unreachable_NamesTheKey()
    {
        var refused = await Assert.ThrowsAsync<ReportsUnavailableException>(() =>
            Renderer(new(() => throw new HttpRequestException("refused"))).RenderAsync("<p>", TestContext.Current.CancellationToken)
        );
        Assert.Equal("Reports__GotenbergUrl", refused.ConfigurationKey);
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError, "%PDF-1.7")]
    [InlineData(HttpStatusCode.OK, "<html>proxy sign-in</html>")]
    public async Task Render_NoPdfCameBack_IsRefused(HttpStatusCode status, string body) =>
        await Assert.ThrowsAsync<ReportRenderingException>(() =>
            Renderer(new(() => Answer(status, body))).RenderAsync("<p>", TestContext.Current.CancellationToken)
        );

    [Fact]
    public async Task Render_MoreThanAllowed_IsRefused() =>
        await Assert.ThrowsAsync<ReportRenderingException>(() =>
            Renderer(new(() => Answer(HttpStatusCode.OK, "%PDF-" + new string('x', 2_000))))
                .RenderAsync("<p>", TestContext.Current.CancellationToken)
        );

    [Fact]
    public void Options_Invalid_NameTheirKeys()
    {
        var problems = new ReportOptions
        {
            Renderer = ReportRenderer.Gotenberg,
            MaxConcurrent = 0,
            Timeout = TimeSpan.Zero,
        }.Problems();
        Assert.Equal(3, problems.Count);
        Assert.All(problems, problem => Assert.StartsWith("Reports__", problem, StringComparison.Ordinal));
        Assert.Empty(new ReportOptions { ChromiumPath = "/nowhere" }.Problems());
    }

    private static GotenbergRenderer Renderer(Converter converter) =>
        new(
            new HttpClient(converter),
            Options.Create(new ReportOptions { GotenbergUrl = new("http://converter:3000"), MaxPdfBytes = 1_000 }),
            TimeProvider.System
        );

    private static HttpResponseMessage Answer(HttpStatusCode status, string body) => new(status) { Content = new StringContent(body) };

    private sealed class Converter(Func<HttpResponseMessage> answer) : HttpMessageHandler
    {
        public string Address { get; private set; } = "";

        public string Body { get; private set; } = "";

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Address = request.RequestUri!.ToString();
            Body = Encoding.UTF8.GetString(await request.Content!.ReadAsByteArrayAsync(cancellationToken));
            return answer();
        }
    }
}
