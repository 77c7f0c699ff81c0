using System.Security.Cryptography;
using System.Text;

namespace Governance.Transparency.Tests;

public sealed class SignedNoteTests
{
    // Published with the signed-note specification.
    private const string Published =
        "This is an example message.\n\n"
        + "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
    private const string PublishedKey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

    [Fact]
    public void PublishedNote_PublishedKey_Verifies()
    {
        Assert.True(NoteKey.TryParse(PublishedKey, out var key));
        Assert.True(SignedNote.TryParse(Published, out var note));
        Assert.True(note.IsSignedBy(key));
        Assert.Equal(Published, note.ToString());
        Assert.Equal(PublishedKey, key.ToString());
        Assert.False((note with { Text = "This is another message.\n" }).IsSignedBy(key));
    }

    [Fact]
    public void PublishedGoKey_IsRead() =>
        Assert.True(NoteKey.TryParse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", out _));

    [Theory]
    [InlineData("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")] // another id
    [InlineData("Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+c74f20a3+BRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")] // another kind
    [InlineData("PeterNeumann+c74f20a3")]
    [InlineData("")]
    public void Key_MadeUp_IsNotRead(string text) => Assert.False(NoteKey.TryParse(text, out _));

    [Fact]
    public void Sign_Ecdsa_VerifiesWithThePrintedKey()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var text = new Checkpoint("governance/test", 3, MerkleHash.Empty).ToString();
        var note = SignedNote.Sign(text, "governance/test", ecdsa);

        Assert.True(NoteKey.TryParse(NoteKey.Of("governance/test", ecdsa).ToString(), out var key));
        Assert.True(SignedNote.TryParse(Encoding.UTF8.GetBytes(note.ToString()), out var read));
        Assert.True(read.IsSignedBy(key));
        Assert.Equal(0x30, read.Signatures[0].Bytes[0]); // DER
        Assert.True(Checkpoint.TryParse(read.Text, out var checkpoint));
        Assert.Equal(3, checkpoint.Size);
    }

    [Fact]
    public void AKnownKeysLineThatFails_SpoilsTheNote_AnUnknownOneDoesNot()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var note = SignedNote.Sign("text\n", "log", ecdsa);
        var key = NoteKey.Of("log", ecdsa);

        Assert.True(note.With(new NoteSignature("stranger", [1, 2, 3, 4], [1])).IsSignedBy(key));
        Assert.False(note.With(note.Signatures[0] with { Bytes = [0x30, 0] }).IsSignedBy(key));
        Assert.False(note.IsSignedBy(NoteKey.Of("log", other)));
    }

    [Theory]
    [InlineData("text\n")]
    [InlineData("text\n\n")]
    [InlineData("text\n\n— log AAAAAAA=")]
    [InlineData("text\n\n- log AAAAAAA=\n")]
    [InlineData("text\n\n— log AAAA\n")]
    [InlineData("te\u0001xt\n\n— log AAAAAAA=\n")]
    [InlineData("text\r\n\n— log AAAAAAA=\n")]
    public void Note_Malformed_IsNotRead(string text) => Assert.False(SignedNote.TryParse(text, out _));

    [Fact]
    public void Text_MayHoldBlankLines_TheLastOneSeparates()
    {
        Assert.True(SignedNote.TryParse("one\n\ntwo\n\n— log AAAAAAA=\n", out var note));
        Assert.Equal("one\n\ntwo\n", note.Text);
    }

    [Theory]
    [InlineData("log\n03\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("log\n3\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU\n")]
    [InlineData("\n3\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("log\n-3\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    public void Checkpoint_Malformed_IsNotRead(string text) => Assert.False(Checkpoint.TryParse(text, out _));

    [Fact]
    public void Cosignature_OfAWitness_VerifiesWithItsTime()
    {
        var seed = RandomNumberGenerator.GetBytes(Ed25519.KeyLength);
        var key = NoteKey.Of("witness.example", NoteKeyKind.Cosignature, Ed25519.PublicKey(seed));
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var note = SignedNote.Sign("log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", "log", ecdsa);
        var time = new DateTimeOffset(2026, 11, 20, 9, 42, 0, TimeSpan.Zero);
        var line = new NoteSignature("witness.example", key.Id.ToArray(), Cosignature.Sign(seed, time, note.TextBytes));

        Assert.True(note.With(line).IsSignedBy(key));
        Assert.Equal(time, Cosignature.TimeOf(line));
        var later = (byte[])line.Bytes.Clone();
        later[7]++;
        Assert.False(note.With(line with { Bytes = later }).IsSignedBy(key));
    }

    [Fact]
    public void Receipt_RoundTrips_AndProvesItsEntryOnly()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (first, second) = (MerkleHash.Leaf("one"u8), MerkleHash.Leaf("two"u8));
        var note = SignedNote.Sign(new Checkpoint("log", 2, MerkleHash.Node(first, second)).ToString(), "log", ecdsa);
        var text = new TlogProof(1, [first], note).ToString();

        Assert.StartsWith("c2sp.org/tlog-proof@v1\nindex 1\n", text, StringComparison.Ordinal);
        Assert.True(TlogProof.TryParse(Encoding.UTF8.GetBytes(text), out var proof));
        Assert.Equal(text, proof.ToString());
        Assert.True(proof.Proves(second, NoteKey.Of("log", ecdsa)));
        Assert.False(proof.Proves(first, NoteKey.Of("log", ecdsa)));
        Assert.False((proof with { Index = 0 }).Proves(second, NoteKey.Of("log", ecdsa)));
    }
}
