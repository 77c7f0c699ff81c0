using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Governance.Portal.Models.Registry;
using Governance.Testing;

namespace Governance.Portal.Tests.Registry;

[Trait(Soak.Trait, Soak.Value)]
public sealed class LargeArtifactTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static long Size => Soak.Size(192L << 20, 2L << 30);

    [Fact]
    public async Task Store_LargeStream_IsNeverHeldInMemory()
    {
        await using var registry = await RegistryFixture.CreateAsync();
        await registry.CreatedAsync("/models", RegistryFixture.Model());
        await using var first = new SeededStream(Size);
        var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(first, Ct));
        await registry.CreatedAsync(
            "/models/fraud-scorer/versions",
            new JsonObject
            {
                ["version"] = "1",
                ["artifact"] = new JsonObject
                {
                    ["sha256"] = digest,
                    ["sizeBytes"] = Size,
                    ["mediaType"] = "application/octet-stream",
                },
            }
        );
        var before = Memory();
        await using var stream = new SeededStream(Size) { Watch = Memory };

        var outcome = await registry.Portal.Get<StoreArtifact>().RunAsync(registry.AsEngineer, "fraud-scorer", "1", stream, null, Ct);

        Assert.True(outcome.IsDone, outcome.Refusal?.Message);
        Assert.Equal(digest, Path.GetFileName(Assert.Single(registry.FilesOnDisk())));
        Assert.InRange(stream.Most - before, long.MinValue, 100L << 20);
        Soak.Report(
            "Artifact of 2 GiB",
            string.Create(
                CultureInfo.InvariantCulture,
                $"working set rose by {(stream.Most - before) / 1048576.0:F1} MiB while it was stored and hashed"
            )
        );
    }

    private static long Memory()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    /// <summary>The same pseudo-random bytes every time, made while they are read.</summary>
    private sealed class SeededStream(long length) : Stream
    {
        private readonly byte[] _block = Block();
        private long _position;
        private long _looked;

        public Func<long>? Watch { get; init; }

        public long Most { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => _position;
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            var offset = (int)(_position % _block.Length);
            var count = (int)Math.Min(Math.Min(buffer.Length, length - _position), _block.Length - offset);
            _block.AsSpan(offset, count).CopyTo(buffer);
            _position += count;
            if (Watch is not null && _position - _looked >= 8 << 20)
            {
                _looked = _position;
                Most = Math.Max(Most, Watch());
            }

            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(Read(buffer.Span));

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private static byte[] Block()
        {
            var block = new byte[(1 << 20) + 13];
            new Random(20261120).NextBytes(block);
            return block;
        }
    }
}
