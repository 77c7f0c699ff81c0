using System.Globalization;
using System.Net.Security;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Governance.Data.Audit;
using Governance.Domain.Audit;
using Governance.Portal.Outbound;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Features.Audit.Anchors;

/// <summary>Hands a checkpoint to an anchor. Whoever reads it there can compare it with what the portal says later.</summary>
internal sealed class AnchorSender(OutboundClient client, OutboundConnector connector, IOptions<OutboundOptions> outbound, TimeProvider clock)
{
    // Facility 13 (log audit), severity 5 (notice).
    private const int Priority = (13 * 8) + 5;

    // 32473 is the number for examples (RFC 5612): this product has none of its own.
    private const string StructureId = "checkpoint@32473";

    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="OutboundException">It did not take the checkpoint.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public Task SendAsync(AnchorTarget target, StoredCheckpoint checkpoint, CancellationToken ct) => target.Kind switch
    {
        AnchorKind.File => AppendAsync(target.Path!, checkpoint, ct),
        AnchorKind.Webhook => PostAsync(target.Address!, checkpoint, ct),
        AnchorKind.Syslog => LogAsync(target.Address!, checkpoint, ct),
    };

    /// <summary>The message of a checkpoint for a syslog collector (RFC 5424), with the length before it that TCP needs (RFC 6587).</summary>
    internal static byte[] SyslogFrame(StoredCheckpoint checkpoint, string host, DateTimeOffset now)
    {
        var origin = checkpoint.Origin.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal);
        var message = string.Create(
            CultureInfo.InvariantCulture,
            $"<{Priority}>1 {CanonicalJson.Time(now)} {host} governance-portal - checkpoint [{StructureId} origin=\"{origin}\" size=\"{checkpoint.Size}\" root=\"{Convert.ToBase64String(checkpoint.Root)}\"] {Convert.ToBase64String(Encoding.UTF8.GetBytes(checkpoint.Note))}");
        var bytes = Encoding.UTF8.GetBytes(message);
        return [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{bytes.Length} ")), .. bytes];
    }

    // Notes one behind the other, an empty line between: the last one can be given to "audit verify --pinned" as it stands.
    private static async Task AppendAsync(string path, StoredCheckpoint checkpoint, CancellationToken ct)
    {
        try
        {
            await using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
            await file.WriteAsync(Encoding.UTF8.GetBytes(checkpoint.Note + "\n"), ct);
            file.Flush(flushToDisk: true);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    private async Task PostAsync(Uri address, StoredCheckpoint checkpoint, CancellationToken ct)
    {
        using var body = new MemoryStream();
        await using (var json = new Utf8JsonWriter(body, s_json))
        {
            json.WriteStartObject();
            json.WriteString("type", "governance.checkpoint/v1");
            json.WriteString("origin", checkpoint.Origin);
            json.WriteNumber("size", checkpoint.Size);
            json.WriteBase64String("root", checkpoint.Root);
            json.WriteString("time", CanonicalJson.Time(checkpoint.SignedAt));
            json.WriteString("checkpoint", checkpoint.Note);
            json.WriteEndObject();
        }

        var answer = await client.SendAsync(HttpMethod.Post, address, body.ToArray(), "application/json", null, ct);
        if (!answer.IsSuccess)
        {
            throw new OutboundException($"{address.Host} answered {answer.Status}.");
        }
    }

    private async Task LogAsync(Uri address, StoredCheckpoint checkpoint, CancellationToken ct)
    {
        using var time = new CancellationTokenSource(TimeSpan.FromSeconds(outbound.Value.TimeoutSeconds), clock);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(ct, time.Token);
        try
        {
            await using var plain = await connector.ConnectAsync(address.IdnHost, address.Port, bound.Token);
            await using var stream = await SecuredAsync(plain, address, bound.Token);
            await stream.WriteAsync(SyslogFrame(checkpoint, Environment.MachineName, clock.GetUtcNow()), bound.Token);
            await stream.FlushAsync(bound.Token);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new OutboundException($"{address.Host} did not take the checkpoint within {outbound.Value.TimeoutSeconds} seconds (Outbound__TimeoutSeconds).", e);
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
        {
            throw new OutboundException($"{address.Host} did not take the checkpoint: {e.Message}", e);
        }
    }

    private static async Task<Stream> SecuredAsync(Stream plain, Uri address, CancellationToken ct)
    {
        if (address.Scheme != "syslogs")
        {
            return plain;
        }

        var secured = new SslStream(plain, leaveInnerStreamOpen: false);
        await secured.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = address.IdnHost }, ct);
        return secured;
    }
}
