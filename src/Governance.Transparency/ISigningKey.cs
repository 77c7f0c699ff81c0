namespace Governance.Transparency;

/// <summary>A private P-256 key that lies elsewhere: in a token, or behind a program. It signs; no one here ever holds it.</summary>
public interface ISigningKey : IDisposable
{
    /// <summary>The SubjectPublicKeyInfo in DER.</summary>
    ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>Signs a SHA-256 digest.</summary>
    /// <param name="digest">32 bytes.</param>
    /// <returns>r ‖ s, 64 bytes.</returns>
    /// <exception cref="SigningKeyException">The key does not answer, or answers something else than its signature.</exception>
    byte[] SignDigest(ReadOnlySpan<byte> digest);
}

/// <summary>A signing key that lies elsewhere does not answer. What it should have signed is not signed by anything else.</summary>
public sealed class SigningKeyException(string message, Exception? inner = null) : Exception(message, inner);
