using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Features.Monitoring;
using Governance.Testing;

namespace Governance.Portal.Tests.Monitoring;

/// <summary>Alone, for it counts what the whole process allocates.</summary>
[CollectionDefinition(nameof(UploadMemoryTests), DisableParallelization = true)]
[Collection(nameof(UploadMemoryTests))]
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
        await using var body = new EndlessRows(Length);

        var before = GC.GetTotalAllocatedBytes(precise: true);
        var outcome = await upload.RunAsync(
            Actor.Host, new("fraud", "1.0.0", WindowRole.Reference, null, null, WindowColumns.Default), body, TestContext.Current.CancellationToken);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        Assert.Equal(Length, body.Given);
        Assert.Equal((RefusalKind.TooLarge, true), (outcome.Refusal!.Kind, outcome.Refusal.Message.Contains("Limits__WindowRows", StringComparison.Ordinal)));
        Assert.True(allocated < 64_000_000, $"{allocated:N0} bytes were allocated for {Length:N0} bytes of rows.");
        Assert.Empty(Directory.GetFiles(Path.Combine(portal.Folder, "artifacts"), "*", SearchOption.AllDirectories));
    }

    private sealed class EndlessRows(long length) : Stream
    {
        private static readonly byte[] s_header = "timestamp,amount,score\n"u8.ToArray();
        private static readonly byte[] s_row = "2026-10-01T00:00:00Z,12.5,0.25\n"u8.ToArray();

        public long Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = (int)Math.Min(buffer.Length, length - Given);
            for (var i = 0; i < count; i++)
            {
                var at = Given + i;
                buffer.Span[i] = at < s_header.Length ? s_header[at] : s_row[(int)((at - s_header.Length) % s_row.Length)];
            }

            Given += count;
            return ValueTask.FromResult(count);
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
