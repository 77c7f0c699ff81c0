using System.Text.Encodings.Web;
using System.Text.Json;

namespace Governance.Transparency.Export;

/// <summary>
/// Writes <c>tlog-export/v1</c> as a stream. What is small comes first, so that a reader knows what to expect of the entries; the hashes of
/// the entries come last, so that a reader can name the one that was altered.
/// </summary>
public static class ExportWriter
{
    private const int FlushAt = 64 * 1024;

    /// <summary>Writes an export.</summary>
    /// <param name="to">Takes the bytes.</param>
    /// <param name="head">Everything but the entries.</param>
    /// <param name="leaves">The exact bytes of every entry, in the order of the index.</param>
    /// <param name="leafHashes">Their hashes in the same order; none for an export without them.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="InvalidOperationException">There are not as many entries as the checkpoint says.</exception>
    public static async Task WriteAsync(
        Stream to,
        ExportHead head,
        IAsyncEnumerable<byte[]> leaves,
        IAsyncEnumerable<byte[]>? leafHashes,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(head);
        if (!Checkpoint.TryParse(head.Checkpoint.Text, out var checkpoint))
        {
            throw new ArgumentException("The note is not a checkpoint.", nameof(head));
        }

        // Base64 has plus signs and notes have dashes and line feeds: nothing here is shown in a page.
        await using var json = new Utf8JsonWriter(
            to,
            new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true }
        );
        json.WriteStartObject();
        json.WriteString(ExportMember.Format, ExportMember.FormatName);
        json.WriteString(ExportMember.Checkpoint, head.Checkpoint.ToString());
        json.WriteString(ExportMember.PublicKey, head.PublicKey.ToString());
        WriteTexts(json, ExportMember.PreviousCheckpoints, head.PreviousCheckpoints);
        WriteTexts(json, ExportMember.WitnessKeys, head.WitnessKeys);
        WriteProofs(json, head);
        await WriteBytesAsync(json, ExportMember.Leaves, leaves, checkpoint.Size, ct);
        if (leafHashes is not null)
        {
            await WriteBytesAsync(json, ExportMember.LeafHashes, leafHashes, checkpoint.Size, ct);
        }

        json.WriteEndObject();
        await json.FlushAsync(ct);
    }

    private static void WriteTexts<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> texts)
        where T : class
    {
        if (texts.Count == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text.ToString());
        }

        json.WriteEndArray();
    }

    private static void WriteProofs(Utf8JsonWriter json, ExportHead head)
    {
        json.WriteStartArray(ExportMember.InclusionProofs);
        foreach (var proof in head.InclusionProofs)
        {
            json.WriteStartObject();
            json.WriteNumber(ExportMember.LeafIndex, proof.LeafIndex);
            json.WriteNumber(ExportMember.TreeSize, proof.TreeSize);
            json.WriteBase64String(ExportMember.LeafHash, proof.LeafHash);
            WriteHashes(json, proof.Hashes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray(ExportMember.ConsistencyProofs);
        foreach (var proof in head.ConsistencyProofs)
        {
            json.WriteStartObject();
            json.WriteNumber(ExportMember.OldSize, proof.OldSize);
            json.WriteNumber(ExportMember.NewSize, proof.NewSize);
            json.WriteBase64String(ExportMember.OldRoot, proof.OldRoot);
            json.WriteBase64String(ExportMember.NewRoot, proof.NewRoot);
            WriteHashes(json, proof.Hashes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteHashes(Utf8JsonWriter json, IReadOnlyList<byte[]> hashes)
    {
        json.WriteStartArray(ExportMember.Hashes);
        foreach (var hash in hashes)
        {
            json.WriteBase64StringValue(hash);
        }

        json.WriteEndArray();
    }

    private static async Task WriteBytesAsync(
        Utf8JsonWriter json,
        string name,
        IAsyncEnumerable<byte[]> items,
        long expected,
        CancellationToken ct
    )
    {
        json.WriteStartArray(name);
        var count = 0L;
        await foreach (var bytes in items.WithCancellation(ct))
        {
            json.WriteBase64StringValue(bytes);
            count++;
            if (json.BytesPending >= FlushAt)
            {
                await json.FlushAsync(ct);
            }
        }

        json.WriteEndArray();
        if (count != expected)
        {
            throw new InvalidOperationException($"The checkpoint covers {expected} entries, but {count} were read.");
        }
    }
}
