using System.Buffers.Binary;
using System.Text;
using Governance.Domain;
using Governance.Domain.Agents.Runs;

namespace Governance.Portal.Operations.AgentRuns.Otlp;

/// <summary>
/// Reads the wire format of Protocol Buffers, strictly: four messages do not need a library of half a megabyte. A length never reaches
/// beyond the message it stands in, and groups, which OTLP has none of, are refused.
/// </summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Number of the field that was read last.</summary>
    public int Field { get; private set; }

    /// <summary>How its value is written: 0 varint, 1 eight bytes, 2 with a length, 5 four bytes.</summary>
    public int Wire { get; private set; }

    /// <summary>Reads the head of the next field; false at the end.</summary>
    public bool Next()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var tag = Varint();
        if (tag > uint.MaxValue || tag >> 3 == 0)
        {
            throw Wrong("a field has no number.");
        }

        (Field, Wire) = ((int)(tag >> 3), (int)(tag & 7));
        return Wire is 0 or 1 or 2 or 5 ? true : throw Wrong("a field is written in a way that OTLP does not use.");
    }

    public ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (_rest.IsEmpty)
            {
                throw Ended();
            }

            var part = _rest[0];
            _rest = _rest[1..];
            if (shift == 63 && part > 1)
            {
                break;
            }

            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw Wrong("a number is longer than 64 bits.");
    }

    public ulong Fixed64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public ReadOnlySpan<byte> Bytes()
    {
        var length = Varint();
        return length > (ulong)_rest.Length ? throw Ended() : Take((int)length);
    }

    public string Text()
    {
        try
        {
            return s_utf8.GetString(Bytes());
        }
        catch (DecoderFallbackException)
        {
            throw Wrong("a text is not UTF-8.");
        }
    }

    /// <summary>Passes over a field that is not known here.</summary>
    public void Skip()
    {
        switch (Wire)
        {
            case 0:
                Varint();
                break;
            case 1:
                Take(8);
                break;
            case 2:
                Bytes();
                break;
            default:
                Take(4);
                break;
        }
    }

    /// <summary>True for a known field that is written as it should be; one that is not is refused: it would mean something else.</summary>
    public readonly bool Is(int field, int wire) =>
        Field == field && (Wire == wire ? true : throw Wrong("a field is not written as OTLP specifies."));

    public static OtlpException Wrong(string why) => new(RunRefusals.NotReadable(Sentence.Ours(why)));

    private static OtlpException Ended() => Wrong("it ends too early.");

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _rest.Length)
        {
            throw Ended();
        }

        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
