using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Operations.Monitoring;
using Governance.Testing;

namespace Governance.Portal.Tests.Monitoring;

/// <summary>Alone, for it counts what the whole process holds.</summary>
[Collection(nameof(Alone))]
public sealed class UploadMemoryTests
{
    [Fact]
    public async Task Upload_200MegabytesBeyondTheRowLimit_IsRefusedWithoutHoldingThem()
    {
        const long Length = 200L * 1000 * 1000;
        await using var portal = new PortalFactory();
        portal.Settings["Limits:WindowRows"] = "1000";
        await RegistrySeed.VersionAsync(portal, "fraud", "1.0.0");
        var upload = portal.Get<UploadWindow>();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await using var body = new EndlessRows(Length);

        var outcome = await upload.RunAsync(
            Actor.Host,
            new("fraud", "1.0.0", WindowRole.Reference, null, null, WindowColumns.Default),
            body,
            TestContext.Current.CancellationToken
        );

        Assert.Equal(Length, body.Given);
        Assert.Equal(
            (RefusalKind.TooLarge, true),
            (outcome.Refusal!.Kind, outcome.Refusal.Message.Contains("Limits__WindowRows", StringComparison.Ordinal))
        );
        Assert.True(
            body.Held - before < 16_000_000,
            $"{body.Held - before:N0} bytes were held when all of {Length:N0} bytes of rows were given."
        );
        Assert.Empty(portal.ContentFiles());
    }

    private sealed class EndlessRows(long length) : Stream
    {
        private static readonly byte[] s_header = "timestamp,amount,score\n"u8.ToArray();
        private static readonly byte[] s_row = "2026-10-01T00:00:00Z,12.5,0.25\n"u8.ToArray();

        public long Given { get; private set; }

        /// <summary>What the process holds when the last byte was given and not yet let go.</summary>
        public long Held { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = (int)Math.Min(buffer.Length, length - Given);
            for (var i = 0; i < count; i++)
            {
                var at = Given + i;
                buffer.Span[i] = at < s_header.Length ? s_header[at] : s_row[(int)((at - s_header.Length) % s_row.Length)];
            }

            Given += count;
            if (Given == length && Held == 0)
            {
                Held = GC.GetTotalMemory(forceFullCollection: true);
            }

            return ValueTask.FromResult(count);
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
