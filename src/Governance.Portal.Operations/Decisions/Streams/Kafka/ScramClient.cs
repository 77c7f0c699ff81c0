using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Governance.Portal.Operations.Decisions.Streams.Kafka;

/// <summary>
/// The client's side of SCRAM (RFC 5802, RFC 7677), without channel binding, as Kafka has it: names and passwords are taken as their UTF-8
/// bytes. Neither side sends the password, and the broker proves that it knows it too.
/// </summary>
/// <param name="hash">SHA-256 or SHA-512.</param>
/// <param name="user">User.</param>
/// <param name="password">Password.</param>
/// <param name="nonce">A new nonce, printable and without a comma.</param>
internal sealed class ScramClient(HashAlgorithmName hash, string user, string password, string nonce)
{
    /// <summary>
    /// Fewest iterations that are accepted: what both documents ask for. Fewer would give the password away to whoever listens.
    /// </summary>
    public const int MinIterations = 4_096;

    // A broker that asks for more than a second of work or so is not one.
    private const int MaxIterations = 1_000_000;

    private byte[]? _serverSignature;

    private string FirstBare => $"n={Escaped(user)},r={nonce}";

    /// <summary>A nonce that nobody can guess.</summary>
    public static string NewNonce() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(24));

    /// <summary>The first message.</summary>
    public byte[] First() => Encoding.UTF8.GetBytes("n,," + FirstBare);

    /// <summary>The proof, for what the broker answered to the first message.</summary>
    /// <exception cref="StreamException">
    /// The answer is not one of SCRAM, belongs to another exchange, or asks for too little work.
    /// </exception>
    public byte[] Final(ReadOnlySpan<byte> serverFirst)
    {
        var answer = Encoding.UTF8.GetString(serverFirst);
        var parts = answer.Split(',');
        if (parts is not [['r', '=', ..], ['s', '=', ..], ['i', '=', ..], ..] || Bytes(parts[1][2..]) is not { Length: > 0 } salt)
        {
            throw new StreamException("Kafka's SCRAM response cannot be read.");
        }

        var both = parts[0][2..];
        if (!both.StartsWith(nonce, StringComparison.Ordinal) || both.Length == nonce.Length)
        {
            throw new StreamException("Kafka's SCRAM response belongs to another exchange.");
        }

        if (!int.TryParse(parts[2].AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var iterations))
        {
            throw new StreamException("Kafka's SCRAM response cannot be read.");
        }

        if (iterations is < MinIterations or > MaxIterations)
        {
            throw new StreamException(
                $"Kafka stores the password of this user with {iterations} iterations; {MinIterations} to {MaxIterations} are accepted."
            );
        }

        var withoutProof = $"c=biws,r={both}";
        var signed = Encoding.UTF8.GetBytes($"{FirstBare},{answer},{withoutProof}");
        var size = hash == HashAlgorithmName.SHA512 ? SHA512.HashSizeInBytes : SHA256.HashSizeInBytes;
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, iterations, hash, size);
        var clientKey = Mac(salted, "Client Key"u8);
        var proof = Mac(CryptographicOperations.HashData(hash, clientKey), signed);
        for (var i = 0; i < proof.Length; i++)
        {
            proof[i] ^= clientKey[i];
        }

        _serverSignature = Mac(Mac(salted, "Server Key"u8), signed);
        return Encoding.UTF8.GetBytes($"{withoutProof},p={Convert.ToBase64String(proof)}");
    }

    /// <summary>Compares the broker's own proof.</summary>
    /// <exception cref="StreamException">It does not know the password: whoever answers is not the broker.</exception>
    public void Verify(ReadOnlySpan<byte> serverFinal)
    {
        var answer = Encoding.UTF8.GetString(serverFinal).Split(',')[0];
        if (answer.StartsWith("e=", StringComparison.Ordinal))
        {
            throw new StreamException("Kafka refused the credentials: the user or the password is wrong.");
        }

        if (
            _serverSignature is not { } expected
            || !answer.StartsWith("v=", StringComparison.Ordinal)
            || Bytes(answer[2..]) is not { } given
            || !CryptographicOperations.FixedTimeEquals(given, expected)
        )
        {
            throw new StreamException("Kafka did not prove that it knows the password: another program answers at this address.");
        }
    }

    private byte[] Mac(byte[] key, ReadOnlySpan<byte> text) => CryptographicOperations.HmacData(hash, key, text);

    private static string Escaped(string name) =>
        name.Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal);

    private static byte[]? Bytes(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var written) ? bytes[..written] : null;
    }
}
