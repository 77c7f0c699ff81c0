using System.Security.Cryptography;
using System.Text;

namespace Governance.Domain;

/// <summary>
/// Free text written by a person, kept beside the log and named in it by a salted digest, so that erasing text and salt later
/// leaves the log verifiable and the text beyond guessing.
/// </summary>
public sealed record SaltedText
{
    /// <summary>Longest text taken, in characters.</summary>
    public const int MaxLength = 8_000;

    private SaltedText() { }

    /// <summary>The words, or null once erased.</summary>
    public string? Text { get; private init; }

    /// <summary>32 random bytes, or null once erased.</summary>
    public byte[]? Salt { get; private init; }

    /// <summary>SHA-256(salt ‖ UTF-8 text), lower-case hex. Stays when text and salt are erased.</summary>
    public string Sha256 { get; private init; } = "";

    /// <summary>Refuses a text that is longer than <see cref="MaxLength"/>.</summary>
    /// <param name="field">Name of the field it came in.</param>
    public static Refusal TooLong(string field) =>
        Refusal.Field("text.too-long", field, $"This text is longer than {MaxLength} characters.");

    /// <summary>Salts and digests a text.</summary>
    public static SaltedText Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Of(text, NewSalt());
    }

    /// <summary>What is left once words and salt are erased.</summary>
    public SaltedText Erased() => this with { Text = null, Salt = null };

    /// <summary>A new salt.</summary>
    public static byte[] NewSalt() => RandomNumberGenerator.GetBytes(32);

    /// <summary>The digest of a text with a given salt, for verification.</summary>
    public static SaltedText Of(string text, byte[] salt)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(salt);
        var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using (hash)
        {
            hash.AppendData(salt);
            hash.AppendData(Encoding.UTF8.GetBytes(text));
            return new SaltedText
            {
                Text = text,
                Salt = salt,
                Sha256 = Convert.ToHexStringLower(hash.GetHashAndReset()),
            };
        }
    }
}
