using Governance.Domain;
using Governance.Portal.Kernel.Outbound;
using Governance.Scoring;

namespace Governance.Portal.Operations.Validation;

/// <summary>
/// Asks a scoring server through the one client with which the portal calls others: hosts that are allowed, addresses that are looked at,
/// bounded answers. Its own time counts, not that of the request.
/// </summary>
internal sealed class OutboundScoringTransport(
    OutboundClient outbound,
    EndpointCredential? credential,
    Func<CancellationToken, Task> beforeRequest
) : IScoringTransport
{
    public async Task<ScoringAnswer> SendAsync(
        HttpMethod method,
        Uri address,
        ReadOnlyMemory<byte> json,
        TimeSpan timeout,
        CancellationToken ct
    )
    {
        await beforeRequest(ct);
        try
        {
            var answer = await outbound.SendAsync(method, address, json, "application/json", await HeadersAsync(ct), ct);
            return new ScoringAnswer(answer.Status, answer.Body)
            {
                Words = answer.IsSuccess ? "" : Words(answer.Body),
                RetryAfter = answer.RetryAfter,
            };
        }
        catch (OutboundException problem)
        {
            throw new TransportException(isPassing: true, problem.Message, problem);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new TransportException(
                isPassing: false,
                $"The key \"{credential?.Name}\" cannot be read (ScheduledValidation__Credentials).",
                problem
            );
        }
    }

    // Read each time: a key that was renewed counts at once.
    private async Task<Dictionary<string, string>> HeadersAsync(CancellationToken ct)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Accept"] = "application/json" };
        if (credential is not null)
        {
            headers["Authorization"] = $"Bearer {(await File.ReadAllTextAsync(credential.KeyFile, ct)).Trim()}";
        }

        return headers;
    }

    // Written by a stranger: on one line, without what could not be shown, and short.
    private static string Words(byte[] body)
    {
        var text = System.Text.Encoding.UTF8.GetString(body, 0, Math.Min(body.Length, 1_000));
        return NameText.Without(text.ReplaceLineEndings(" ")).Trim();
    }
}
