using System.Runtime.InteropServices;

namespace Governance.Transparency;

/// <summary>
/// Ed25519 (RFC 8032) by the system's OpenSSL 3: .NET 10 has no type for it, and .NET on Linux needs OpenSSL anyway. Where the library is
/// missing, cosignatures cannot be checked or made, and callers say so.
/// </summary>
public static partial class Ed25519
{
    /// <summary>Length of a private key's seed and of a public key, in bytes.</summary>
    public const int KeyLength = 32;

    /// <summary>Length of a signature in bytes.</summary>
    public const int SignatureLength = 64;

    private const string Library = "libcrypto.so.3";
    private const int KeyType = 1087; // NID_ED25519

    private static readonly Lazy<bool> s_available = new(() => NativeLibrary.TryLoad(Library, out _));

    /// <summary>True when the system has OpenSSL 3.</summary>
    public static bool IsAvailable => s_available.Value;

    /// <summary>The public key of a seed.</summary>
    /// <exception cref="PlatformNotSupportedException">The system has no OpenSSL 3.</exception>
    public static byte[] PublicKey(ReadOnlySpan<byte> seed)
    {
        using var key = Private(seed);
        var bytes = new byte[KeyLength];
        nuint length = KeyLength;
        Check(EVP_PKEY_get_raw_public_key(key, bytes, ref length));
        return bytes;
    }

    /// <summary>Signs a message.</summary>
    /// <param name="seed">The private key, 32 bytes.</param>
    /// <param name="message">The message.</param>
    /// <exception cref="PlatformNotSupportedException">The system has no OpenSSL 3.</exception>
    public static byte[] Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message)
    {
        using var key = Private(seed);
        using var context = new ContextHandle(EVP_MD_CTX_new());
        Check(EVP_DigestSignInit(context, 0, 0, 0, key));
        var signature = new byte[SignatureLength];
        nuint length = SignatureLength;
        Check(EVP_DigestSign(context, signature, ref length, message, (nuint)message.Length));
        return signature;
    }

    /// <summary>True when the signature is that key's over the message.</summary>
    /// <exception cref="PlatformNotSupportedException">The system has no OpenSSL 3.</exception>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        Require();
        if (publicKey.Length != KeyLength || signature.Length != SignatureLength)
        {
            return false;
        }

        using var key = new KeyHandle(EVP_PKEY_new_raw_public_key(KeyType, 0, publicKey, KeyLength));
        if (key.IsInvalid)
        {
            return false;
        }

        using var context = new ContextHandle(EVP_MD_CTX_new());
        Check(EVP_DigestVerifyInit(context, 0, 0, 0, key));
        return EVP_DigestVerify(context, signature, (nuint)signature.Length, message, (nuint)message.Length) == 1;
    }

    private static KeyHandle Private(ReadOnlySpan<byte> seed)
    {
        Require();
        ArgumentOutOfRangeException.ThrowIfNotEqual(seed.Length, KeyLength);
        var key = new KeyHandle(EVP_PKEY_new_raw_private_key(KeyType, 0, seed, KeyLength));
        return key.IsInvalid ? throw new InvalidOperationException("OpenSSL refused the Ed25519 key.") : key;
    }

    private static void Require()
    {
        if (!IsAvailable)
        {
            throw new PlatformNotSupportedException($"Ed25519 needs OpenSSL 3 ({Library}), which this system does not have.");
        }
    }

    private static void Check(int result)
    {
        if (result != 1)
        {
            throw new InvalidOperationException("OpenSSL refused an Ed25519 operation.");
        }
    }

    [LibraryImport(Library)]
    private static partial nint EVP_PKEY_new_raw_private_key(int type, nint engine, ReadOnlySpan<byte> key, nuint length);

    [LibraryImport(Library)]
    private static partial nint EVP_PKEY_new_raw_public_key(int type, nint engine, ReadOnlySpan<byte> key, nuint length);

    [LibraryImport(Library)]
    private static partial int EVP_PKEY_get_raw_public_key(KeyHandle key, Span<byte> bytes, ref nuint length);

    [LibraryImport(Library)]
    private static partial void EVP_PKEY_free(nint key);

    [LibraryImport(Library)]
    private static partial nint EVP_MD_CTX_new();

    [LibraryImport(Library)]
    private static partial void EVP_MD_CTX_free(nint context);

    [LibraryImport(Library)]
    private static partial int EVP_DigestSignInit(ContextHandle context, nint keyContext, nint digest, nint engine, KeyHandle key);

    [LibraryImport(Library)]
    private static partial int EVP_DigestSign(
        ContextHandle context,
        Span<byte> signature,
        ref nuint signatureLength,
        ReadOnlySpan<byte> message,
        nuint messageLength
    );

    [LibraryImport(Library)]
    private static partial int EVP_DigestVerifyInit(ContextHandle context, nint keyContext, nint digest, nint engine, KeyHandle key);

    [LibraryImport(Library)]
    private static partial int EVP_DigestVerify(
        ContextHandle context,
        ReadOnlySpan<byte> signature,
        nuint signatureLength,
        ReadOnlySpan<byte> message,
        nuint messageLength
    );

    private sealed class KeyHandle : SafeHandle
    {
        public KeyHandle(nint key)
            : base(0, ownsHandle: true) => SetHandle(key);

        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            EVP_PKEY_free(handle);
            return true;
        }
    }

    private sealed class ContextHandle : SafeHandle
    {
        public ContextHandle(nint context)
            : base(0, ownsHandle: true) => SetHandle(context);

        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            EVP_MD_CTX_free(handle);
            return true;
        }
    }
}
