using System.Text;
using Governance.Portal.Operations.Decisions.Streams;
using Governance.Portal.Operations.Decisions.Streams.Kafka;

namespace Governance.Portal.Tests.Decisions.Streams;

/// <summary>Record batches of Kafka, read from bytes. That brokers' own are read is tested with one (KafkaTests).</summary>
public sealed class RecordBatchTests
{
    [Fact]
    public void Read_WrittenBatch_GivesItsRecordsFromTheOffsetAskedFor()
    {
        var batch = Batch("one", "two", "three");
        var records = new List<KafkaRecord>();

        Assert.Equal(3, RecordBatch.Read(batch, 1, [], records));

        Assert.Equal(["1 two", "2 three"], records.Select(r => $"{r.Offset} {Encoding.UTF8.GetString(r.Value.Span)}"));
    }

    [Fact]
    public void Read_BatchThatIsCutOff_IsLeftForTheNextPart()
    {
        var batch = Batch("one", "two");
        var records = new List<KafkaRecord>();

        Assert.Equal(2, RecordBatch.Read((byte[])[.. batch, .. batch[..40]], 0, [], records));
        Assert.Equal(2, records.Count);
    }

    [Fact]
    public void Read_AnyByteAltered_IsNeverTakenForGood()
    {
        var good = Batch("one", "two");
        // The offset, the length and the leader's epoch lie before the checksum.
        for (var at = 16; at < good.Length; at++)
        {
            var bad = (byte[])good.Clone();
            bad[at] ^= 0x40;

            Assert.Throws<StreamException>(() => RecordBatch.Read(bad, 0, [], new List<KafkaRecord>()));
        }
    }

    [Fact]
    public void Unpack_Snappy_CopiesWhatItRefersTo()
    {
        // Length 11; the literal "abcd"; a copy of 7 bytes from 4 back, which runs into itself.
        byte[] packed = [11, 3 << 2, (byte)'a', (byte)'b', (byte)'c', (byte)'d', ((7 - 4) << 2) | 1, 4];

        Assert.Equal("abcdabcdabc", Encoding.ASCII.GetString(SnappyCodec.Unpack(packed, 100)));
        Assert.Throws<StreamException>(() => SnappyCodec.Unpack(packed, 10));
        Assert.Throws<StreamException>(() => SnappyCodec.Unpack(packed.AsSpan(0, 5), 100));
        packed[^1] = 5; // further back than there is anything
        Assert.Throws<StreamException>(() => SnappyCodec.Unpack(packed, 100));
    }

    [Fact]
    public void Unpack_Lz4_CopiesWhatItRefersTo()
    {
        // A frame of one block: the literal "abcd", a copy of 7 bytes from 4 back, the literal "!".
        byte[] block = [0x43, (byte)'a', (byte)'b', (byte)'c', (byte)'d', 4, 0, 0x10, (byte)'!'];
        byte[] packed = [0x04, 0x22, 0x4D, 0x18, 0x60, 0x40, 0x82, (byte)block.Length, 0, 0, 0, .. block, 0, 0, 0, 0];

        Assert.Equal("abcdabcdabc!", Encoding.ASCII.GetString(Lz4Codec.Unpack(packed, 100)));
        Assert.Throws<StreamException>(() => Lz4Codec.Unpack(packed, 8));
        Assert.Throws<StreamException>(() => Lz4Codec.Unpack(packed.AsSpan(0, 14), 100));
    }

    private static byte[] Batch(params string[] values) =>
        RecordBatch.Write(
            [.. values.Select(v => ((ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(v), Enumerable.Empty<(string, string)>()))],
            DateTimeOffset.UnixEpoch
        );
}
