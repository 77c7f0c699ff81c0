using System.Security.Cryptography;
using System.Text;

namespace Governance.Domain.Tests;

public sealed class SaltedTextTests
{
    [Fact]
    public void Of_Text_DigestIsOverSaltThenText()
    {
        var text = SaltedText.Of("Approved after review.");

        Assert.Equal(32, text.Salt!.Length);
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData([.. text.Salt, .. Encoding.UTF8.GetBytes("Approved after review.")])),
            text.Sha256
        );
    }

    [Fact]
    public void Of_SameTextTwice_DigestsDiffer() => Assert.NotEqual(SaltedText.Of("yes").Sha256, SaltedText.Of("yes").Sha256);
}
