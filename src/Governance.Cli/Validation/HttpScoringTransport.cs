using System.Net.Http.Headers;
using Governance.Cli.Http;
using Governance.Cli.Output;

namespace Governance.Cli.Validation;

/// <summary>Asks scoring servers from the machine that the program runs on.</summary>
internal sealed class HttpScoringTransport : IScoringTransport, IDisposable
{
    private const int MaxAnswer = 64 << 20;

    private readonly CliHost _host;
    private readonly HttpMessageHandler _handler;
    private readonly HttpClient _client;

    public HttpScoringTransport(CliHost host, Uri server, string? key)
    {
        if (key is not null && server.Scheme == Uri.UriSchemeHttp && !server.IsLoopback)
        {
            throw CliException.Usage(
                $"{server.Authority} is called over plain HTTP, which would expose the key on the network. Use https."
            );
        }

        _host = host;
        _handler = host.Handler();
        _client = new HttpClient(_handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("governance-cli", ProgramVersion.Text));
        _client.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        if (key is not null)
        {
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }
    }

    public async Task<ScoringAnswer> SendAsync(
        HttpMethod method,
        Uri address,
        ReadOnlyMemory<byte> json,
        TimeSpan timeout,
        CancellationToken ct
    )
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(timeout);
        try
        {
            using var message = new HttpRequestMessage(method, address);
            if (!json.IsEmpty)
            {
                message.Content = new ReadOnlyMemoryContent(json)
                {
                    Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
                };
            }

            using var response = await _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            await response.Content.LoadIntoBufferAsync(MaxAnswer, patience.Token);
            return new ScoringAnswer((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(patience.Token))
            {
                Words = response.IsSuccessStatusCode
                    ? string.Empty
                    : PlainText.Line(await response.Content.ReadAsStringAsync(patience.Token)).Trim(),
                RetryAfter = NetworkText.RetryAfter(response.Headers.RetryAfter, _host.Clock.GetUtcNow()),
            };
        }
        catch (Exception passing)
            when (!ct.IsCancellationRequested && passing is HttpRequestException or IOException or OperationCanceledException)
        {
            var problem = patience.IsCancellationRequested ? new TimeoutException() : passing;
            throw new TransportException(
                NetworkText.IsPassing(problem),
                problem is HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded }
                    ? $"{address.Authority} answered with more than 64 MiB. Send fewer rows at a time with --batch."
                    : NetworkText.Of(address, problem).Message,
                problem
            );
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _handler.Dispose();
    }
}
