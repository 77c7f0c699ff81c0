using System.IO.Compression;

namespace Governance.Testing;

/// <summary>The installation in <c>tests/Fixtures/first-schema</c>, made by the program whose seven migrations are one today.</summary>
internal static class FirstSchema
{
    /// <summary>The log's public key.</summary>
    public static string Key => System.Text.Encoding.UTF8.GetString(Read("log-key.txt")).Trim();

    /// <summary>The last checkpoint, as it was kept outside the database.</summary>
    public static string Checkpoint => System.Text.Encoding.UTF8.GetString(Read("checkpoint.txt"));

    /// <summary>A file of it, unpacked where it is packed.</summary>
    public static byte[] Read(string name)
    {
        using var stored =
            typeof(FirstSchema).Assembly.GetManifestResourceStream($"first-schema/{name}")
            ?? throw new FileNotFoundException("No such file in tests/Fixtures/first-schema.", name);
        using var plain = new MemoryStream();
        if (name.EndsWith(".br", StringComparison.Ordinal))
        {
            using var unpacked = new BrotliStream(stored, CompressionMode.Decompress);
            unpacked.CopyTo(plain);
        }
        else
        {
            stored.CopyTo(plain);
        }

        return plain.ToArray();
    }
}
