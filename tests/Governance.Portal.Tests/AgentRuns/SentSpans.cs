using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Governance.Portal.Tests.AgentRuns;

/// <summary>An agent's program: it records spans with OpenTelemetry and sends them with the exporter that the project publishes.</summary>
internal sealed class SentSpans : HttpMessageHandler
{
    private readonly HttpClient _portal;

    private SentSpans(HttpClient portal) => _portal = portal;

    /// <summary>What was sent, as it went over the wire.</summary>
    public List<byte[]> Bodies { get; } = [];

    /// <summary>What the portal answered.</summary>
    public List<(HttpStatusCode Status, byte[] Body, string? Type)> Answers { get; } = [];

    /// <summary>Records spans and sends them in one batch.</summary>
    public static SentSpans Send(HttpClient portal, string service, Action<ActivitySource> record)
    {
        var handler = new SentSpans(portal);
        using var source = new ActivitySource($"agent-{Guid.NewGuid()}");
        using var client = new HttpClient(handler, disposeHandler: false);
        var options = new OtlpExporterOptions
        {
            Endpoint = new Uri("http://localhost/v1/traces"),
            Protocol = OtlpExportProtocol.HttpProtobuf,
            HttpClientFactory = () => client,
            // On a busy machine the first answer of a portal takes longer than the ten seconds that the exporter waits.
            TimeoutMilliseconds = 120_000,
        };
        using var provider = Sdk.CreateTracerProviderBuilder()
            .AddSource(source.Name)
            .ConfigureResource(r => r.AddService(service))
            .AddProcessor(new BatchActivityExportProcessor(new OtlpTraceExporter(options)))
            .Build();
        record(source);
        Assert.True(provider.ForceFlush());
        return handler;
    }

    /// <summary>Sends a body again, packed or not.</summary>
    public static async Task<HttpResponseMessage> AgainAsync(
        HttpClient portal,
        byte[] body,
        string type = "application/x-protobuf",
        bool gzip = false,
        CancellationToken ct = default
    )
    {
        using var content = new ByteArrayContent(gzip ? Packed(body) : body);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        if (gzip)
        {
            content.Headers.ContentEncoding.Add("gzip");
        }

        return await portal.PostAsync(new Uri("/v1/traces", UriKind.Relative), content, ct);
    }

    public static byte[] Packed(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(body);
        }

        return packed.ToArray();
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Task.Run(() => SendAsync(request, cancellationToken), cancellationToken).GetAwaiter().GetResult();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
        Bodies.Add(body);
        var answer = await AgainAsync(_portal, body, request.Content.Headers.ContentType!.MediaType!, ct: cancellationToken);
        await answer.Content.LoadIntoBufferAsync(cancellationToken);
        Answers.Add(
            (answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellationToken), answer.Content.Headers.ContentType?.MediaType)
        );
        return answer;
    }
}
