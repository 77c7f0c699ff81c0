using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Options;

namespace Governance.Reporting.Rendering;

/// <summary>Prints through a converter that speaks the Gotenberg HTTP API (route <c>/forms/chromium/convert/html</c>).</summary>
public sealed class GotenbergRenderer(HttpClient http, IOptions<ReportOptions> options, TimeProvider time) : IPdfRenderer
{
    public const string ConfigurationKey = "Reports__GotenbergUrl";

    private static readonly (string Name, string Value)[] s_print =
    [
        ("preferCssPageSize", "true"),
        ("printBackground", "true"),
        ("generateDocumentOutline", "true"),
        ("generateTaggedPdf", "true"),
    ];

    private static readonly byte[] s_png = [0x89, (byte)'P', (byte)'N', (byte)'G'];

    private readonly ReportOptions _options = options.Value;

    public RendererAvailability Availability =>
        _options.GotenbergUrl is null
            ? new(false, $"Reports are unavailable: set {ConfigurationKey} to the address of the converter.")
            : RendererAvailability.Available;

    public async Task<byte[]> RenderAsync(string html, CancellationToken cancellationToken)
    {
        var pdf = await ConvertAsync("/forms/chromium/convert/html", html, s_print, cancellationToken);
        return pdf.AsSpan().StartsWith("%PDF-"u8)
            ? pdf
            : throw new ReportRenderingException($"The converter at {ConfigurationKey} did not answer with a PDF.");
    }

    public async Task<byte[]> PictureAsync(string html, int width, CancellationToken cancellationToken)
    {
        var picture = await ConvertAsync(
            "/forms/chromium/screenshot/html",
            html,
            [("format", "png"), ("width", width.ToString(System.Globalization.CultureInfo.InvariantCulture))],
            cancellationToken
        );
        return picture.AsSpan().StartsWith(s_png)
            ? picture
            : throw new ReportRenderingException($"The converter at {ConfigurationKey} did not answer with a picture.");
    }

    private async Task<byte[]> ConvertAsync(
        string path,
        string html,
        IReadOnlyList<(string Name, string Value)> settings,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(html);
        var address = _options.GotenbergUrl ?? throw new ReportsUnavailableException(Availability.Reason!, ConfigurationKey);
        if (html.Length > _options.MaxHtmlCharacters)
        {
            throw new ReportRenderingException(
                $"The report has {html.Length} characters of HTML, more than the {_options.MaxHtmlCharacters} that "
                    + $"Reports__MaxHtmlCharacters allows."
            );
        }

        using var form = Form(html, settings);
        using var deadline = new CancellationTokenSource(_options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, path)) { Content = form };
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (!response.IsSuccessStatusCode)
            {
                throw new ReportRenderingException($"The converter at {ConfigurationKey} answered with {(int)response.StatusCode}.")
                {
                    IsSilence = true,
                };
            }

            return await ReadAsync(response, either.Token);
        }
        catch (HttpRequestException exception)
        {
            throw new ReportsUnavailableException(
                $"Reports are unavailable: the converter at {ConfigurationKey} cannot be reached.",
                ConfigurationKey,
                exception
            );
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ReportRenderingException(
                $"The report was not created within {_options.Timeout.TotalSeconds:0} s. Choose a shorter period or raise Reports__Timeout."
            )
            {
                IsSilence = true,
            };
        }
    }

    private static MultipartFormDataContent Form(string html, IReadOnlyList<(string Name, string Value)> settings)
    {
        var file = new ByteArrayContent(Encoding.UTF8.GetBytes(html));
        file.Headers.ContentType = new MediaTypeHeaderValue("text/html", "utf-8");
        var form = new MultipartFormDataContent { { file, "files", "index.html" } };
        foreach (var (name, value) in settings)
        {
            form.Add(new StringContent(value), name);
        }

        return form;
    }

    private async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var pdf = new MemoryStream();
        var buffer = new byte[81_920];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (pdf.Length + read > _options.MaxPdfBytes)
            {
                throw new ReportRenderingException(
                    $"The PDF is larger than the {_options.MaxPdfBytes} bytes that Reports__MaxPdfBytes allows."
                );
            }

            await pdf.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        return pdf.ToArray();
    }
}
