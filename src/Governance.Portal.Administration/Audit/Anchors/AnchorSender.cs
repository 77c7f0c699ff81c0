using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Governance.Data.Audit;
using Governance.Domain.Integrations.Formats;
using Governance.Portal.Kernel.Outbound;
using Governance.Transparency;

namespace Governance.Portal.Administration.Audit.Anchors;

/// <summary>Hands a checkpoint to an anchor. Anyone who reads it there can compare it with what the portal says later.</summary>
internal sealed class AnchorSender(OutboundClient client, SyslogClient syslog, TimeProvider clock)
{
    // Notice.
    private const int Severity = 5;

    // 32473 is the number for examples (RFC 5612): this product has none of its own.
    private const string StructureId = "checkpoint@32473";

    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="OutboundException">It did not take the checkpoint.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public Task SendAsync(AnchorTarget target, StoredCheckpoint checkpoint, CancellationToken ct) =>
        target.Kind switch
        {
            AnchorKind.File => AppendAsync(target.Path!, checkpoint, ct),
            AnchorKind.Webhook => PostAsync(target.Address!, checkpoint, ct),
            AnchorKind.Syslog => syslog.SendAsync(
                target.Address!.IdnHost,
                target.Address.Port,
                target.Address.Scheme == "syslogs",
                null,
                [SyslogFrame(checkpoint, Environment.MachineName, clock.GetUtcNow())],
                ct
            ),
        };

    /// <summary>
    /// The message of a checkpoint for a syslog collector (RFC 5424), with the length before it that TCP needs (RFC 6587).
    /// </summary>
    internal static byte[] SyslogFrame(StoredCheckpoint checkpoint, string host, DateTimeOffset now) =>
        SyslogMessage.Frame(
            Severity,
            now,
            host,
            "checkpoint",
            StructureId,
            [
                new("origin", checkpoint.Origin),
                new("size", checkpoint.Size.ToString(CultureInfo.InvariantCulture)),
                new("root", Convert.ToBase64String(checkpoint.Root)),
            ],
            Convert.ToBase64String(Encoding.UTF8.GetBytes(checkpoint.Note))
        );

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
            throw new OutboundException($"{address.Host} answered with {answer.Status}.");
        }
    }
}
