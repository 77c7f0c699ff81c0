using System.Text;
using Governance.Domain.Models;
using Governance.Transparency;

namespace Governance.Domain.Tests;

/// <summary>Images are declared with a version by their digests, and are part of what its digest covers.</summary>
public sealed class ContainerImageTests
{
    private static readonly string s_digest = $"sha256:{new string('c', 64)}";

    [Theory]
    [InlineData("registry.example/scorer@{0}", true, true)]
    [InlineData("{0}", false, true)]
    [InlineData("registry.example/scorer:1.4.0", false, false)]
    [InlineData("registry.example/scorer:1.4.0@{0}", true, true)]
    [InlineData("registry.example/scorer@{0}\n", false, false)]
    [InlineData("registry.example/scorer @{0}", false, false)]
    [InlineData("@{0}", false, false)]
    [InlineData("", false, false)]
    public void AnImage_IsNamedByItsDigest(string text, bool pinned, bool declarable)
    {
        var image = text.Replace("{0}", s_digest, StringComparison.Ordinal);

        Assert.Equal((pinned, declarable), (ContainerImage.IsPinned(image), ContainerImage.IsDeclarable(image)));
    }

    [Fact]
    public void Covers_TheSameImage_OrAnyNameOfABareDigest()
    {
        Assert.True(ContainerImage.Covers($"a/b@{s_digest}", $"a/b@{s_digest}"));
        Assert.True(ContainerImage.Covers(s_digest, $"c/d@{s_digest}"));
        Assert.False(ContainerImage.Covers($"a/b@{s_digest}", $"c/d@{s_digest}"));
        Assert.False(ContainerImage.Covers(s_digest, $"c/d@sha256:{new string('d', 64)}"));
    }

    [Fact]
    public void TheManifest_CarriesItsImages_AndWithoutAnyIsWhatItAlwaysWas()
    {
        var without = new VersionManifest(
            "fraud-scorer",
            "1.4.0",
            new ArtifactFacts(new string('a', 64), 12, "application/octet-stream", null),
            null,
            [],
            [],
            []
        );
        var with = without with { Images = [$"a/b@{s_digest}", s_digest] };

        Assert.DoesNotContain("images", Encoding.UTF8.GetString(without.ToBytes()), StringComparison.Ordinal);
        Assert.Equal(with.Images, VersionManifest.FromBytes(with.ToBytes()).Images);
        Assert.Empty(VersionManifest.FromBytes(without.ToBytes()).Images);
        Assert.NotEqual(Sha256Hex.Of(without.ToBytes()), Sha256Hex.Of(with.ToBytes()));
    }
}
