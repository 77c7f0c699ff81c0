using System.Globalization;
using System.Reflection;
using System.Text;
using Governance.Domain.Integrations;
using Governance.Domain.Integrations.Formats;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Outbound;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Integrations;

/// <summary>
/// Hands events to a destination, in the form it takes. What comes back says what happened and never holds more of an address than its
/// host.
/// </summary>
internal sealed class DestinationSender(
    OutboundClient client,
    SyslogClient syslog,
    DestinationSecrets secrets,
    IOptions<IntegrationsOptions> options,
    LogKey key,
    TimeProvider clock
)
{
    private const int Parallel = 8;
    private const int TooManyRequests = 429;
    private const int Unavailable = 503;
    private const string KeyGone =
        "Its address or secret can no longer be read: the data-protection keys it was stored with are gone. "
        + "Enter the address again and create a new secret.";

    /// <summary>Version of this portal, as events say it.</summary>
    public static string Version { get; } =
        typeof(DestinationSender).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? "0";

    /// <summary>Origin of the log.</summary>
    public string Origin => key.Origin;

    /// <summary>Sends events of different subjects; the answers stand in the same order.</summary>
    public async Task<DeliveryTry[]> SendAsync(Destination destination, IReadOnlyList<OutboundEvent> events, CancellationToken ct)
    {
        var outward = destination.IncludeNames ? events : [.. events.Select(e => e.WithoutNames())];
        if (destination.Kind is DestinationKind.Syslog)
        {
            var outcome = await LogAsync(destination, outward, ct);
            return [.. outward.Select(_ => outcome)];
        }

        using var gate = new SemaphoreSlim(Parallel);
        return await Task.WhenAll(
            outward.Select(async e =>
            {
                await gate.WaitAsync(ct);
                try
                {
                    return await PostAsync(destination, e, ct);
                }
                finally
                {
                    gate.Release();
                }
            })
        );
    }

    private async Task<DeliveryTry> PostAsync(Destination destination, OutboundEvent outbound, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var keys = destination.SecretsAt(now).Select(secrets.Open).OfType<string>().ToList();
        if (DestinationAddress.Parse(secrets.Open(destination.Address)) is not { } address || keys.Count == 0)
        {
            return new DeliveryTry(null, 0, null, KeyGone);
        }

        var binary = destination.Format is EventFormat.Binary;
        var body = binary ? CloudEvent.Binary(outbound) : CloudEvent.Structured(outbound);
        var headers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["webhook-id"] = outbound.MessageId,
            ["webhook-timestamp"] = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            ["webhook-signature"] = WebhookSignature.Sign(keys, outbound.MessageId, now.ToUnixTimeSeconds(), body),
        };
        foreach (var (name, value) in binary ? CloudEvent.Headers(outbound) : [])
        {
            headers[name] = value;
        }

        var began = clock.GetTimestamp();
        try
        {
            var answer = await client.SendAsync(
                HttpMethod.Post,
                address.Uri,
                body,
                binary ? CloudEvent.DataType : CloudEvent.StructuredType,
                headers,
                ct
            );
            return new DeliveryTry(
                answer.Status,
                Since(began),
                Encoding.UTF8.GetString(answer.Body.AsSpan(0, Math.Min(answer.Body.Length, 1_000))),
                answer.IsSuccess ? null : Words(answer.Status),
                answer.Status is TooManyRequests or Unavailable ? answer.RetryAfter : null
            );
        }
        catch (OutboundException e)
        {
            return new DeliveryTry(null, Since(began), null, e.Message);
        }
    }

    private async Task<DeliveryTry> LogAsync(Destination destination, IReadOnlyList<OutboundEvent> events, CancellationToken ct)
    {
        if (DestinationAddress.Parse(secrets.Open(destination.Address)) is not { } address)
        {
            return new DeliveryTry(null, 0, null, KeyGone);
        }

        var began = clock.GetTimestamp();
        try
        {
            var frames = events
                .Select(e => SyslogMessage.Frame(e, destination.Format, Environment.MachineName, options.Value.EnterpriseNumber))
                .ToList();
            await syslog.SendAsync(address.Uri.IdnHost, address.Uri.Port, address.IsSecured, destination.Authority, frames, ct);
            return new DeliveryTry(null, Since(began), null, null);
        }
        catch (OutboundException e)
        {
            return new DeliveryTry(null, Since(began), null, e.Message);
        }
    }

    private int Since(long began) => (int)Math.Min(int.MaxValue, clock.GetElapsedTime(began).TotalMilliseconds);

    private static string Words(int status) =>
        status is >= 300 and < 400
            ? string.Create(CultureInfo.InvariantCulture, $"The receiver answered with {status}: redirects are not followed.")
            : string.Create(CultureInfo.InvariantCulture, $"The receiver answered with {status}.");
}
