using Governance.Cli.Tests.Support;

namespace Governance.Cli.Tests.Parquet;

/// <summary>
/// Files of apache/parquet-testing (Apache License 2.0), whose README says which of their pages has another checksum than its header. The
/// program measures no page that has other content than was written.
/// </summary>
public sealed class ChecksumTests : IDisposable
{
    // data/rle-dict-uncompressed-corrupt-checksum.parquet
    private const string Corrupt =
        "UEFSMRUEFRAVEBXU/ZbSDDwVAhUAAAAAAAAAAAAAABUGFQYVBlwV0A8VABXQDxUQFQAVAAAAANAPFQQVUBVQFdeSh8kIPBUCFQAAACQAAAA2Mz"
        + "I1YzMyYi1mNDE3LTQxYWEtOWUwMi05Yjg2MDE1NDJhZmYVBhUGFQZcFdAPFQAV0A8VEBUAFQAAAADQDxkRAhkYCAAAAAAAAAAAGRgIAAAAAAAA"
        + "AAAVAhkWAAAZEQIZGCQ2MzI1YzMyYi1mNDE3LTQxYWEtOWUwMi05Yjg2MDE1NDJhZmYZGCQ2MzI1YzMyYi1mNDE3LTQxYWEtOWUwMi05Yjg2MD"
        + "E1NDJhZmYVAhkWAAAZHBY+FTQWAAAAGRwW6AEVNBYAAAAVAhk8SAFtFQQAFQQlABgKbG9uZ19maWVsZAAVDCUAGAxiaW5hcnlfZmllbGQAFtAP"
        + "GRwZLCY+HBUEGSUQABkYCmxvbmdfZmllbGQVABbQDxZqFmomPiYIHBgIAAAAAAAAAAAYCAAAAAAAAAAAFgAoCAAAAAAAAAAAGAgAAAAAAAAAAA"
        + "AZLBUEFQAVAgAVBhUQFQIAABaIBBUUFpwCFT4AJugBHBUMGSUQABkYDGJpbmFyeV9maWVsZBUAFtAPFqoBFqoBJugBJnIcGCQ2MzI1YzMyYi1m"
        + "NDE3LTQxYWEtOWUwMi05Yjg2MDE1NDJhZmYYJDYzMjVjMzJiLWY0MTctNDFhYS05ZTAyLTliODYwMTU0MmFmZhYAKCQ2MzI1YzMyYi1mNDE3LT"
        + "QxYWEtOWUwMi05Yjg2MDE1NDJhZmYYJDYzMjVjMzJiLWY0MTctNDFhYS05ZTAyLTliODYwMTU0MmFmZgAZLBUEFQAVAgAVBhUQFQIAABacBBUW"
        + "FtoCFa4BABaUAhbQDyYIFpQCFAAAGRwYEXdyaXRlci5tb2RlbC5uYW1lGAdleGFtcGxlABhTcGFycXVldC1tciB2ZXJzaW9uIDEuMTMuMC1TTk"
        + "FQU0hPVCAoYnVpbGQgMjYxZjdkMjY3OTQwN2M4MzM1NDViNTZmNGM4NWE0YWU4YjVjOWVkNCkZLBwAABwAAAANAgAAUEFSMQ==";

    // data/plain-dict-uncompressed-checksum.parquet
    private const string Whole =
        "UEFSMRUEFRAVEBXS/ZbSDDwVAhUEAAAAAAAAAAAAABUAFQYVBhXH+c+TAhwV0A8VBBUIFQgAAADQDxUEFVAVUBW53ff2BDwVAhUEAAAkAAAAYT"
        + "Y1NWZkMGUtOTk0OS00MDU5LWJjYWUtZmQ2YTAwMmE0NjUyFQAVBhUGFcf5z5MCHBXQDxUEFQgVCAAAANAPGRECGRgIAAAAAAAAAAAZGAgAAAAA"
        + "AAAAABUCGRYAABkRAhkYJGE2NTVmZDBlLTk5NDktNDA1OS1iY2FlLWZkNmEwMDJhNDY1MhkYJGE2NTVmZDBlLTk5NDktNDA1OS1iY2FlLWZkNm"
        + "EwMDJhNDY1MhUCGRYAABkcFj4VNhYAAAAZHBbqARU2FgAAABUCGTxIAW0VBAAVBCUAGApsb25nX2ZpZWxkABUMJQAYDGJpbmFyeV9maWVsZAAW"
        + "0A8ZHBksJj4cFQQZJQQIGRgKbG9uZ19maWVsZBUAFtAPFmwWbCY+JggcGAgAAAAAAAAAABgIAAAAAAAAAAAWACgIAAAAAAAAAAAYCAAAAAAAAA"
        + "AAABksFQQVBBUCABUAFQQVAgAAFowEFRQWoAIVPgAm6gEcFQwZJQQIGRgMYmluYXJ5X2ZpZWxkFQAW0A8WrAEWrAEm6gEmdBwYJGE2NTVmZDBl"
        + "LTk5NDktNDA1OS1iY2FlLWZkNmEwMDJhNDY1MhgkYTY1NWZkMGUtOTk0OS00MDU5LWJjYWUtZmQ2YTAwMmE0NjUyFgAoJGE2NTVmZDBlLTk5ND"
        + "ktNDA1OS1iY2FlLWZkNmEwMDJhNDY1MhgkYTY1NWZkMGUtOTk0OS00MDU5LWJjYWUtZmQ2YTAwMmE0NjUyABksFQQVBBUCABUAFQQVAgAAFqAE"
        + "FRYW3gIVrgEAFpgCFtAPJggWmAIUAAAZHBgRd3JpdGVyLm1vZGVsLm5hbWUYB2V4YW1wbGUAGFNwYXJxdWV0LW1yIHZlcnNpb24gMS4xMy4wLV"
        + "NOQVBTSE9UIChidWlsZCAyNjFmN2QyNjc5NDA3YzgzMzU0NWI1NmY0Yzg1YTRhZThiNWM5ZWQ0KRksHAAAHAAAAA0CAABQQVIx";

    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Page_WithAnotherChecksum_IsRefusedWithItsColumnAndPlace()
    {
        var file = _run.File("corrupt.parquet", Convert.FromBase64String(Corrupt));

        Assert.Equal(
            2,
            await _run.InvokeAsync(
                ["analyze", "quality", "--data", file, "--ignore", "binary_field"],
                TestContext.Current.CancellationToken
            )
        );

        Assert.Contains("The Parquet file is damaged: the page of column \"long_field\" at byte 4 does not match its checksum", _run.Error);
    }

    [Fact]
    public async Task Pages_WithTheirChecksums_AreRead()
    {
        var file = _run.File("whole.parquet", Convert.FromBase64String(Whole));

        Assert.Equal(
            0,
            await _run.InvokeAsync(
                ["analyze", "quality", "--data", file, "--ignore", "binary_field"],
                TestContext.Current.CancellationToken
            )
        );
    }

    [Theory]
    [InlineData(40, "long_field")]
    [InlineData(100, "binary_field")]
    public async Task OneBit_OfAPage_IsNoticed(int at, string column)
    {
        var whole = Convert.FromBase64String(Whole);
        whole[at] ^= 1;
        var file = _run.File("bit.parquet", whole);

        Assert.Equal(
            2,
            await _run.InvokeAsync(
                ["analyze", "quality", "--data", file, "--ignore", "binary_field"],
                TestContext.Current.CancellationToken
            )
        );
        Assert.Contains($"the page of column \"{column}\"", _run.Error);
        Assert.Contains("does not match its checksum", _run.Error);
    }
}
