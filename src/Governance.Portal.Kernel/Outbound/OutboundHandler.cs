using System.Net.Http.Headers;

namespace Governance.Portal.Kernel.Outbound;

/// <summary>
/// The same way out for a library that makes its requests itself: each is looked at as one of ours is, none is sent on to another address,
/// and an answer is bounded in time and size before the library reads it.
/// </summary>
/// <param name="client">Says what may be called.</param>
/// <param name="most">Longest time until the answer is here; of one that is streamed, until it begins.</param>
/// <param name="mostBytes">Longest answer that is held in memory.</param>
/// <param name="streams">True when a successful answer is read by the caller as it comes.</param>
/// <param name="clock">Measures the time.</param>
internal sealed class OutboundHandler(OutboundClient client, TimeSpan most, int mostBytes, bool streams, TimeProvider clock)
    : DelegatingHandler
{
    // The library counts tries that it does not make, and says what machine it runs on.
    private static readonly string[] s_unsaid = ["User-Agent", "amz-sdk-invocation-id", "amz-sdk-request"];

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Calls wait without holding a thread.");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = request.RequestUri ?? throw new OutboundException("Only addresses that begin with https:// can be called.");
        client.Require(address);
        foreach (var name in s_unsaid)
        {
            request.Headers.Remove(name);
        }

        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("governance-portal", null));
        // A server that does not know the question would be waited for with each part.
        request.Headers.ExpectContinue = null;
        using var time = new CancellationTokenSource(most, clock);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, time.Token);
        try
        {
            return await AnswerAsync(request, bound.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new OutboundException($"{address.Host} did not answer within {most.TotalSeconds:0} seconds.", e);
        }
        catch (HttpRequestException e) when (e.InnerException is OutboundException ours)
        {
            throw new OutboundException(ours.Message, e);
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new OutboundException($"{address.Host} answered with more than {mostBytes} bytes.", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new OutboundException($"{address.Host} could not be called: {e.Message}", e);
        }
    }

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var response = await base.SendAsync(request, ct);
        try
        {
            // The library would go there with a new signature.
            response.Headers.Location = null;
            if (request.Method != HttpMethod.Head && (!streams || !response.IsSuccessStatusCode))
            {
                await response.Content.LoadIntoBufferAsync(mostBytes, ct);
            }

            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
