using System.IO.Compression;
using System.Reflection;

namespace Governance.Localisation;

/// <summary>Texts that were packed into an assembly when it was built (<c>eng/pack-texts.targets</c>), by their names.</summary>
public static class PackedTexts
{
    private const string Resource = "texts.gz";

    /// <summary>Reads them, in the order of their names.</summary>
    /// <param name="assembly">The assembly, or the satellite assembly of a language.</param>
    /// <exception cref="InvalidOperationException">It has none.</exception>
    /// <exception cref="InvalidDataException">They are damaged.</exception>
    /// <exception cref="EndOfStreamException">They end within a text.</exception>
    public static IEnumerable<(string Name, string Text)> Read(Assembly assembly)
    {
        using var packed =
            assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"{assembly.GetName().Name} has no texts.");
        using var texts = new BinaryReader(new BufferedStream(new GZipStream(packed, CompressionMode.Decompress)));
        for (var count = texts.ReadInt32(); count > 0; count--)
        {
            yield return (texts.ReadString(), texts.ReadString());
        }
    }
}
