using System.Net;
using Governance.Portal.Kernel.Outbound;

namespace Governance.Portal.Observability;

/// <summary>
/// Hands what the exporter sends to the one client with which the portal calls others: the hosts of <c>Outbound</c>, their addresses, the
/// time of a call and the length of an answer are bounded as everywhere.
/// </summary>
internal sealed class OtlpSender(OutboundClient client, IReadOnlyDictionary<string, string> headers, OtlpState state) : HttpMessageHandler
{
    // The exporter sends from a thread of its own, which waits.
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        SendAsync(request, cancellationToken).GetAwaiter().GetResult();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var type = request.Content?.Headers.ContentType?.ToString() ?? "application/x-protobuf";
        try
        {
            var answer = await client.SendAsync(request.Method, request.RequestUri!, body, type, headers, cancellationToken);
            state.Tell(answer.IsSuccess ? null : $"{request.RequestUri!.Host} answered with {answer.Status}.");
            return new HttpResponseMessage((HttpStatusCode)answer.Status) { Content = new ByteArrayContent(answer.Body) };
        }
        catch (OutboundException e)
        {
            state.Tell(e.Message);
            throw new HttpRequestException(e.Message, e);
        }
    }
}
