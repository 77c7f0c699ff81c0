using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Governance.Cli.Output;

namespace Governance.Cli.Group;

/// <summary>
/// One installation's export for the group: its figures, the entry of its log that names their digest, and the receipt that proves the
/// entry. It brings no key: those are known to the reader from elsewhere.
/// </summary>
/// <param name="Figures">The report of kind <c>group-figures</c>, as it was made.</param>
/// <param name="Leaf">The exact bytes of the entry <c>report.made</c>.</param>
/// <param name="Receipt">A <c>.tlog-proof</c> whose checkpoint a witness has cosigned.</param>
internal sealed record GroupExportFile(byte[] Figures, byte[] Leaf, byte[] Receipt)
{
    public const string Format = "governance.group-export/v1";

    /// <summary>Bytes of a file that are read at most: the figures of an installation are a few kilobytes.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    private static readonly string[] s_members = ["format", "figures", "leaf", "receipt"];

    /// <summary>Reads a file; false when it is none. Verifies nothing.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out GroupExportFile? file)
    {
        file = null;
        try
        {
            using var json = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 4, AllowDuplicateProperties = false });
            var root = json.RootElement;
            if (
                root.ValueKind is not JsonValueKind.Object
                || root.Text("format") != Format
                || root.EnumerateObject().Any(m => !s_members.Contains(m.Name, StringComparer.Ordinal))
                || !TryBytes(root, "figures", out var figures)
                || !TryBytes(root, "leaf", out var leaf)
                || !TryBytes(root, "receipt", out var receipt)
            )
            {
                return false;
            }

            file = new GroupExportFile(figures, leaf, receipt);
            return true;
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    public string ToJson() =>
        OutputPlan.JsonText(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("format", Format);
            writer.WriteBase64String("figures", Figures);
            writer.WriteBase64String("leaf", Leaf);
            writer.WriteBase64String("receipt", Receipt);
            writer.WriteEndObject();
        });

    private static bool TryBytes(JsonElement root, string name, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        return root.Member(name) is { ValueKind: JsonValueKind.String } member && member.TryGetBytesFromBase64(out bytes);
    }
}
