using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Governance.Benchmarks.Circuits;

/// <summary>As much of MessagePack as the hub of Blazor speaks: messages with a length before them.</summary>
internal static class BlazorPack
{
    private const int Invocation = 1;

    /// <summary>A call, with its id where an answer is wanted.</summary>
    public static byte[] Call(string? id, string target, params object?[] arguments)
    {
        var body = new ArrayBufferWriter<byte>();
        Array(body, 6);
        Integer(body, Invocation);
        body.Write([(byte)0x80]); // no headers
        Value(body, id);
        Value(body, target);
        Array(body, arguments.Length);
        foreach (var argument in arguments)
        {
            Value(body, argument);
        }

        Array(body, 0);
        return Framed(body.WrittenSpan);
    }

    /// <summary>A sign of life.</summary>
    public static byte[] Ping() => Framed([0x91, 0x06]);

    /// <summary>The length of the next message and of the figure that says so; null when it is not whole yet.</summary>
    public static (int Prefix, int Length)? Next(ReadOnlySpan<byte> bytes)
    {
        var length = 0;
        for (var i = 0; i < Math.Min(5, bytes.Length); i++)
        {
            length |= (bytes[i] & 0x7f) << (7 * i);
            if ((bytes[i] & 0x80) == 0)
            {
                return bytes.Length - i - 1 >= length ? (i + 1, length) : null;
            }
        }

        return null;
    }

    /// <summary>The call that a message is; null for others.</summary>
    public static HubCall? Read(ReadOnlySpan<byte> message)
    {
        var reader = new PackReader(message);
        var parts = reader.Array();
        var kind = (int)reader.Integer();
        if (kind != Invocation || parts < 5)
        {
            return kind == 7 ? new HubCall("closed", 0, null, 0) : null;
        }

        reader.Skip(); // headers
        reader.Skip(); // its id: the server wants no answers
        var target = reader.Text() ?? "";
        var count = reader.Array();
        var first = count > 0 && reader.IsInteger ? reader.Integer() : 0;
        var (identifier, kindOfResult) = ((string?)null, 0L);
        if (target == "JS.BeginInvokeJS" && count > 3)
        {
            identifier = reader.Text();
            reader.Skip();
            kindOfResult = reader.Integer();
        }

        return new HubCall(target, first, identifier, (int)kindOfResult);
    }

    private static byte[] Framed(ReadOnlySpan<byte> body)
    {
        var framed = new ArrayBufferWriter<byte>(body.Length + 5);
        var left = body.Length;
        do
        {
            framed.Write([(byte)((left & 0x7f) | (left > 0x7f ? 0x80 : 0))]);
            left >>= 7;
        } while (left > 0);
        framed.Write(body);
        return framed.WrittenSpan.ToArray();
    }

    private static void Array(ArrayBufferWriter<byte> to, int count) => to.Write([(byte)(0x90 | count)]);

    private static void Value(ArrayBufferWriter<byte> to, object? value)
    {
        switch (value)
        {
            case null:
                to.Write([(byte)0xc0]);
                break;
            case bool flag:
                to.Write([(byte)(flag ? 0xc3 : 0xc2)]);
                break;
            case string text:
                var bytes = Encoding.UTF8.GetBytes(text);
                Span<byte> head = stackalloc byte[5];
                head[0] = 0xdb;
                BinaryPrimitives.WriteInt32BigEndian(head[1..], bytes.Length);
                to.Write(head);
                to.Write(bytes);
                break;
            default:
                Integer(to, Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
        }
    }

    private static void Integer(ArrayBufferWriter<byte> to, long value)
    {
        Span<byte> bytes = stackalloc byte[9];
        bytes[0] = 0xd3;
        BinaryPrimitives.WriteInt64BigEndian(bytes[1..], value);
        to.Write(bytes);
    }
}
