using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Governance.Cli.Discovery.Scanning;

/// <summary>Recognises files of models by their bytes. A name alone never makes a model of a file.</summary>
internal static class ModelFormats
{
    private const int MaxZipEntries = 10_000;

    private static readonly string[] s_modules =
    [
        "sklearn.",
        "xgboost.",
        "lightgbm.",
        "catboost",
        "torch.",
        "keras.",
        "tensorflow.",
        "statsmodels.",
        "numpy_pickle",
        "transformers.",
        "pmdarima",
        "prophet",
    ];

    // Endings that hardly anything but a model has.
    private static readonly HashSet<string> s_endings = new(
        [
            ".safetensors",
            ".gguf",
            ".onnx",
            ".pt",
            ".pth",
            ".ckpt",
            ".h5",
            ".keras",
            ".tflite",
            ".pkl",
            ".joblib",
            ".mlmodel",
            ".cbm",
            ".skops",
        ],
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>True for a name that models have; what stands in for the file is asked this, as its own bytes say nothing.</summary>
    public static bool IsNamedLikeOne(string name) => s_endings.Contains(Path.GetExtension(name));

    public static string? Of(string name, ReadOnlySpan<byte> head, Stream file) =>
        head.Length < 8 ? null
        : head.StartsWith("GGUF"u8) ? "GGUF"
        : head.StartsWith("CBM1"u8) ? "CatBoost"
        : head[4..8].SequenceEqual("TFL3"u8) ? "TensorFlow Lite"
        : head.StartsWith("tree\nversion=v"u8) ? "LightGBM"
        : head.StartsWith("binf"u8) ? "XGBoost"
        : IsSafetensors(head, file.Length) ? "safetensors"
        : head is [0x89, (byte)'H', (byte)'D', (byte)'F', ..] ? Hdf5(file)
        : head is [(byte)'P', (byte)'K', 3, 4, ..] ? Zip(file)
        : head is [0x80, >= 2 and <= 5, ..] ? Pickle(head, file)
        : head is [0x78, 0x01 or 0x9c or 0xda, ..] or [0x1f, 0x8b, ..] ? Packed(head)
        : head[0] == (byte)'{' ? Braces(head)
        : head[0] == (byte)'<' || head is [0xef, 0xbb, 0xbf, (byte)'<', ..] ? Xml(head)
        : head[0] == 0x08 ? Protobuf(name, head, file.Length)
        : name == "MLmodel" && head.IndexOf("flavors:"u8) >= 0 ? "MLflow model"
        : null;

    private static bool IsSafetensors(ReadOnlySpan<byte> head, long length)
    {
        var header = BinaryPrimitives.ReadUInt64LittleEndian(head);
        return header is >= 2 and < 100_000_000
            && (long)header + 8 <= length
            && head.Length > 8
            && head[8] == (byte)'{'
            && (head.IndexOf("\"dtype\""u8) > 0 || head.IndexOf("\"__metadata__\""u8) > 0);
    }

    // Data in HDF5 is common; what Keras stored says so in its attributes.
    private static string? Hdf5(Stream file)
    {
        var start = new byte[(int)Math.Min(1 << 20, file.Length)];
        file.Position = 0;
        var bytes = start.AsSpan(0, file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
        return bytes.IndexOf("keras_version"u8) >= 0 || bytes.IndexOf("model_config"u8) >= 0 || bytes.IndexOf("model_weights"u8) >= 0
            ? "Keras HDF5"
            : null;
    }

    private static string? Zip(Stream file)
    {
        try
        {
            file.Position = 0;
            using var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            if (zip.Entries.Count > MaxZipEntries)
            {
                return null;
            }

            bool Has(string end) => zip.Entries.Any(e => e.FullName == end || e.FullName.EndsWith("/" + end, StringComparison.Ordinal));
            return Has("data.pkl") && Has("version")
                ? zip.Entries.Any(e => e.FullName.Contains("/code/", StringComparison.Ordinal))
                    ? "TorchScript"
                    : "PyTorch"
                : Has("config.json") && Has("model.weights.h5")
                    ? "Keras"
                    : Has("schema.json") && zip.Entries.Any(e => e.FullName.EndsWith(".npy", StringComparison.Ordinal))
                        ? "skops"
                        : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    // A pickle is anything Python has in memory: one that names no library for models is not said to be one.
    private static string? Pickle(ReadOnlySpan<byte> head, Stream file)
    {
        file.Position = file.Length - 1;
        var ends = file.ReadByte() == '.';
        return head.IndexOf("numpy_pickle"u8) >= 0 ? "joblib"
            : NamesModel(head) && (ends || head.IndexOf("torch"u8) >= 0) ? "pickle"
            : null;
    }

    private static string? Packed(ReadOnlySpan<byte> head)
    {
        try
        {
            using var bytes = new MemoryStream(head.ToArray());
            using Stream inner =
                head[0] == 0x78 ? new ZLibStream(bytes, CompressionMode.Decompress) : new GZipStream(bytes, CompressionMode.Decompress);
            var start = new byte[64 * 1024];
            var read = inner.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            return start is [0x80, >= 2 and <= 5, ..] && NamesModel(start.AsSpan(0, read)) ? "joblib" : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static bool NamesModel(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.Latin1.GetString(bytes);
        return s_modules.Any(m => text.Contains(m, StringComparison.Ordinal));
    }

    // XGBoost as JSON and as UBJSON, CatBoost as JSON.
    private static string? Braces(ReadOnlySpan<byte> head) =>
        head.IndexOf("learner"u8) is > 0 and < 64 && head.IndexOf("gradient_booster"u8) > 0 ? "XGBoost"
        : head.IndexOf("\"oblivious_trees\""u8) > 0 && head.IndexOf("\"model_info\""u8) > 0 ? "CatBoost"
        : head.IndexOf("com.apple.CoreML"u8) > 0 && head.IndexOf("\"itemInfoEntries\""u8) > 0 ? "Core ML package"
        : null;

    private static string? Xml(ReadOnlySpan<byte> head) =>
        head.IndexOf("<PMML"u8) >= 0 && head.IndexOf("dmg.org/PMML"u8) > 0 ? "PMML"
        : head.IndexOf("<net "u8) >= 0 && head.IndexOf("<layers>"u8) > 0 ? "OpenVINO"
        : null;

    // These have no magic: the fields at the beginning have to be those of the format, with lengths that fit into the file.
    private static string? Protobuf(string name, ReadOnlySpan<byte> head, long length)
    {
        if (name == "saved_model.pb")
        {
            return head is [0x08, 0x01, 0x12, ..] ? "TensorFlow SavedModel" : null;
        }

        var seen = new HashSet<int>();
        var at = 0L;
        while (at < head.Length && Varint(head, ref at) is { } tag)
        {
            var field = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0 when Varint(head, ref at) is not null:
                    break;
                case 2 when Varint(head, ref at) is { } size && size <= (ulong)(length - at):
                    at += (long)size;
                    break;
                default:
                    return null;
            }

            seen.Add(field);
        }

        return at <= length && seen.Contains(1) && seen.Contains(7) && seen.All(f => f is >= 1 and <= 8 or 14 or 20 or 25 or 26) ? "ONNX"
            : name.EndsWith(".mlmodel", StringComparison.OrdinalIgnoreCase) && seen.Contains(1) && seen.Contains(2) ? "Core ML"
            : null;
    }

    private static ulong? Varint(ReadOnlySpan<byte> bytes, ref long at)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64 && at < bytes.Length; shift += 7)
        {
            var one = bytes[(int)at++];
            value |= (ulong)(one & 0x7f) << shift;
            if (one < 0x80)
            {
                return value;
            }
        }

        return null;
    }
}
