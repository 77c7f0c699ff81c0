using System.Text;
using Governance.Testing;

namespace Governance.Transparency.Tests;

public sealed class ReceiptVerifierTests : IDisposable
{
    private readonly SampleLog _log = new(20);

    public void Dispose() => _log.Dispose();

    [Fact]
    public void Verify_ReceiptEntryAndKey_SaysWhichEntryItIs()
    {
        var result = ReceiptVerifier.Verify(_log.Receipt(7), _log.Leaves[7], _log.Pinned(20));

        Assert.True(result.Verified);
        Assert.Contains(result.Findings, f => f.Sentence.Contains("entry 7 of the 20", StringComparison.Ordinal));
        Assert.Contains(result.Findings, f => f.Sentence.Contains("is the pinned one", StringComparison.Ordinal));
    }

    [Fact]
    public void Verify_OtherBytesKeyOrCheckpoint_IsNotVerified()
    {
        using var other = new SampleLog(20);
        var receipt = _log.Receipt(7);

        Assert.False(ReceiptVerifier.Verify(receipt, _log.Leaves[8], _log.KeyPinned).Verified);
        Assert.False(ReceiptVerifier.Verify(receipt, _log.Leaves[7], other.KeyPinned).Verified);
        Assert.False(ReceiptVerifier.Verify(receipt, _log.Leaves[7], new()).Verified);
        Assert.False(
            ReceiptVerifier.Verify(receipt, _log.Leaves[7], new() { Keys = [_log.Key], Checkpoint = other.Checkpoint(20) }).Verified
        );
        Assert.False(ReceiptVerifier.Verify("nonsense"u8, _log.Leaves[7], _log.KeyPinned).Verified);
    }

    [Fact]
    public void Verify_EachByteFlipped_IsNeverVerified()
    {
        var receipt = _log.Receipt(7);
        var accepted = new List<string>();
        for (var i = 0; i < receipt.Length; i++)
        {
            receipt[i] ^= 1;
            if (ReceiptVerifier.Verify(receipt, _log.Leaves[7], _log.KeyPinned).Verified)
            {
                accepted.Add($"{i}: {Encoding.UTF8.GetString(receipt, int.Max(0, i - 20), 20)}");
            }

            receipt[i] ^= 1;
        }

        Assert.Empty(accepted);
    }
}
