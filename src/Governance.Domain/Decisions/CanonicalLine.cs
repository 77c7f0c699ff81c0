using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Governance.Transparency;

namespace Governance.Domain.Decisions;

/// <summary>
/// A line as it was sent, in canonical form, members that are null left out. One is used for line after line: it keeps its space, and what
/// it says holds until the next line is written.
/// </summary>
public sealed class CanonicalLine
{
    private const int Members = 13;

    private readonly ArrayBufferWriter<byte> _bytes = new(4_096);
    private readonly (int Start, int Length)[] _parts = new (int, int)[Members];
    private readonly byte[] _digest = new byte[SHA256.HashSizeInBytes];

    /// <summary>SHA-256 of the whole. Never stored without a salt: the line may hold personal data.</summary>
    public ReadOnlySpan<byte> Digest => _digest;

    internal ReadOnlySpan<byte> Action => Part(0);

    internal ReadOnlySpan<byte> Confidence => Part(1);

    internal ReadOnlySpan<byte> Id => Part(2);

    internal ReadOnlySpan<byte> HumanReview => Part(3);

    internal ReadOnlySpan<byte> Input => Part(4);

    internal ReadOnlySpan<byte> InputDigest => Part(5);

    internal ReadOnlySpan<byte> Model => Part(6);

    internal ReadOnlySpan<byte> Output => Part(7);

    internal ReadOnlySpan<byte> Subject => Part(8);

    internal ReadOnlySpan<byte> Version => Part(12);

    /// <summary>Writes a line in place of the one before.</summary>
    /// <exception cref="InvalidOperationException">It holds a number or text that has no canonical form, or a member twice.</exception>
    public void Write(DecisionLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        _bytes.ResetWrittenCount();
        var sent = line.Sent;
        Member(0, "\"action\":"u8, sent.Action);
        Member(1, "\"confidence\":"u8, line.Confidence);
        Member(2, "\"decisionId\":"u8, sent.Id);
        Member(3, "\"humanReview\":"u8, line.HumanReview);
        Member(4, "\"input\":"u8, line.Input);
        Member(5, "\"inputDigest\":"u8, sent.InputDigest);
        Member(6, "\"model\":"u8, sent.Model);
        Member(7, "\"output\":"u8, line.Output);
        Member(8, "\"subject\":"u8, sent.Subject);
        Member(9, "\"synthetic\":"u8, sent.Synthetic);
        Member(10, "\"time\":"u8, sent.Time);
        Member(11, "\"topFeatures\":"u8, sent.TopFeatures);
        Member(12, "\"version\":"u8, sent.Version);
        _bytes.Write("}"u8);
        SHA256.HashData(_bytes.WrittenSpan, _digest);
    }

    private void Member(int part, ReadOnlySpan<byte> name, JsonElement? value)
    {
        _parts[part] = default;
        if (value is not { } given)
        {
            return;
        }

        // The first member that is there opens the object.
        _bytes.Write(_bytes.WrittenCount == 0 ? "{"u8 : ","u8);
        _bytes.Write(name);
        var start = _bytes.WrittenCount;
        CanonicalJson.Write(given, _bytes);
        _parts[part] = (start, _bytes.WrittenCount - start);
    }

    private ReadOnlySpan<byte> Part(int part) => _bytes.WrittenSpan.Slice(_parts[part].Start, _parts[part].Length);
}
