using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Governance.Analytics.Parquet.Worker;
using Governance.Cli.Conversion;
using Governance.Cli.Tests.Support;
using Governance.Policies;
using Governance.Transparency;

namespace Governance.Cli.Tests.Forms;

/// <summary>
/// Every reader of files, given every form of file that is not its own: the refusal says what the file is where its bytes tell, and nothing
/// that is untrue, empty or of the program's own words.
/// </summary>
public sealed class OtherFormTests : IDisposable
{
    // Words of the libraries that read, marks of lists and places with nothing in them.
    private static readonly string[] s_wrong =
    [
        "reader options",
        "this mode",
        "JsonException",
        "isFinalBlock",
        "deserializ",
        "configured depth",
        "LineNumber",
        "System.",
        "\"the file\"",
        ": .",
        "()",
        "byte -",
        "type 4",
    ];

    private static readonly (string Name, byte[] Bytes, string Says)[] s_forms =
    [
        ("page.html", Utf8("<!DOCTYPE html>\n<html><body>Sign in</body></html>\n"), "an HTML page"),
        ("bom.xml", Utf8("<?xml version=\"1.0\"?>\n<bom xmlns=\"http://cyclonedx.org/schema/bom/1.5\"/>\n"), "a CycloneDX document in XML"),
        ("spdx.rdf", Utf8("<rdf:RDF xmlns:spdx=\"http://spdx.org/rdf/terms#\"/>\n"), "an SPDX document in RDF"),
        ("spdx.txt", Utf8("SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\n"), "an SPDX document in tag-value form"),
        ("junit.xml", Utf8("<?xml version=\"1.0\"?>\n<testsuites/>\n"), "a JUnit report"),
        ("plain.xml", Utf8("<?xml version=\"1.0\"?>\n<a/>\n"), "an XML document"),
        ("gate.rego", Utf8("# a gate\npackage gate.allow\n\nimport rego.v1\n\nallow if {\n\tinput.x == 1\n}\n"), "a Rego policy"),
        ("key.pem", Utf8("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"), "a PEM file"),
        ("report.pdf", [.. Utf8("%PDF-1.7\n"), 0xe2, 0xe3], "a PDF document"),
        ("picture.png", [0x89, .. Utf8("PNG\r\n\u001a\n"), 0, 0, 0, 13], "a PNG picture"),
        ("old.xls", [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, .. new byte[64]], "an Office file of the form before 2007"),
        ("book.xlsx", Zip("[Content_Types].xml", "xl/workbook.xml"), "an Excel workbook"),
        ("scorm.zip", Zip("imsmanifest.xml"), "a SCORM package"),
        ("rows.zip", Zip("rows.csv"), "a ZIP archive"),
        ("locked.zip", Locked(Zip("rows.csv")), "a ZIP archive with a password"),
        ("rows.csv.zst", [0x28, 0xb5, 0x2f, 0xfd, .. new byte[16]], "data packed with Zstandard"),
        ("rows.csv.bz2", [.. Utf8("BZh91AY&SY"), .. new byte[16]], "data packed with bzip2"),
        ("rows.csv.xz", [0xfd, .. Utf8("7zXZ\0"), .. new byte[16]], "data packed with xz"),
        ("a.avro", [.. Utf8("Obj\u0001"), .. new byte[16]], "an Avro file"),
        ("a.orc", [.. Utf8("ORC"), .. new byte[16]], "an ORC file"),
        ("a.h5", [0x89, .. Utf8("HDF\r\n\u001a\n"), .. new byte[16]], "an HDF5 file"),
        ("a.db", Utf8("SQLite format 3\0\u0010\0"), "a SQLite database"),
        ("a.npy", [0x93, .. Utf8("NUMPY\u0001\0"), .. new byte[16]], "a NumPy array"),
        ("a.pkl", [0x80, 4, 0x95, .. new byte[16]], "a Python pickle"),
        ("a.gguf", [.. Utf8("GGUF"), 3, 0, 0, 0, .. new byte[16]], "a model in GGUF form"),
        ("old.arrows", OldArrowStream(), "an Arrow stream of the form before"),
    ];

    private readonly CliRun _run = new();

    public static TheoryData<string> Readers { get; } =
    [
        "analyze quality --data FILE",
        "data scan-pii --data FILE",
        "policy lint FILE",
        "policy eval POLICY --input FILE",
        "agent lint FILE",
        "agent import --from mcp FILE",
        "agent import --from a2a FILE",
        "agent import --from openapi FILE",
        "agent import --from yaml FILE",
        "report verify FILE",
        "audit verify FILE",
        "gate replay FILE --server http://127.0.0.1:9 --api-key-file KEY",
        .. ForeignTools.Names.Select(t => $"model evidence convert --from {t} FILE --protected sex --measure psi"),
    ];

    public void Dispose() => _run.Dispose();

    [Theory]
    [MemberData(nameof(Readers))]
    public async Task Reader_GivenAnotherForm_SaysWhatItIs(string command)
    {
        var policy = _run.File(
            "policy.yaml",
            """
            apiVersion: governance/v1
            kind: ModelPolicy
            metadata: {name: any, version: "1"}
            spec:
              appliesTo: {}
              mode: enforce
              rules:
                - {id: EVID-01, type: evidence_required, severity: high, params: {kinds: [validation]}}
            """
        );
        var key = _run.File("key", "gvk_" + new string('a', 40));
        var wrong = new List<string>();
        foreach (var (name, bytes, says) in s_forms)
        {
            if (command.StartsWith("report verify", StringComparison.Ordinal) && name == "report.pdf")
            {
                continue;
            }

            var said = await SaidAsync(command, _run.File(name, bytes), policy, key);
            if (!said.Contains(says, StringComparison.Ordinal) || Array.Exists(s_wrong, w => said.Contains(w, StringComparison.Ordinal)))
            {
                wrong.Add($"{name}: {said.Trim()}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory]
    [InlineData("{\"a\": 1,}", "a comma stands before a closing bracket", "line 1, byte 9")]
    [InlineData("{\"a\": [1, 2", "it ends before its last text, list or object is closed", "line 1, byte 12")]
    [InlineData("{\"a\": \"x", "it ends before its last text, list or object is closed", "line 1, byte 9")]
    [InlineData("", "it is empty", "line 1, byte 1")]
    [InlineData("{'a': 1}", "names and texts stand in double quotation marks", "line 1, byte 2")]
    [InlineData("// x\n{}", "a comment stands here", "line 1, byte 1")]
    [InlineData("{\"a\": NaN}", "NaN and Infinity are no JSON", "line 1, byte 7")]
    [InlineData("{\"a\": tru}", "\"tru\" is no value", "line 1, byte")]
    [InlineData("{\"a\": 1}\n{\"a\": 2}", "more follows after the end of the document", "line 2, byte 1")]
    [InlineData("{\"a\": 1, \"a\": 2}", "the member \"a\" is given twice", "This is not valid JSON: ")]
    [InlineData("{\"a\": \"b\nc\"}", "stands in a text without a backslash before it", "line 1, byte")]
    [InlineData("{\"a\": \"\\x\"}", "a backslash is followed by what it cannot stand before", "line 1, byte")]
    public void BrokenJson_IsExplainedInWordsOfJson(string text, string words, string place)
    {
        var problem = Assert.ThrowsAny<JsonException>(() =>
            JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false })
        );

        var sentence = JsonFault.Sentence(problem, Encoding.UTF8.GetBytes(text));

        Assert.Contains(words, sentence, StringComparison.Ordinal);
        Assert.Contains(place, sentence, StringComparison.Ordinal);
        Assert.DoesNotContain(s_wrong, w => sentence.Contains(w, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("PAR1,x\n1,2\n")]
    [InlineData("PARE-1,x\n1,2\n")]
    [InlineData("ORC,x\n1,2\n")]
    [InlineData("GGUF,x\n1,2\n")]
    [InlineData("package name\nalpha\nbeta\n")]
    [InlineData("<a>,b\n1,2\n")]
    [InlineData("[id],b\n1,2\n")]
    [InlineData("{id},b\n1,2\n")]
    [InlineData("a;b\n1;2\n")]
    public void TextThatOnlyBeginsLikeAnotherForm_IsNotTakenForIt(string text) => Assert.Null(FileForm.Of(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("sbom", "<rdf:RDF xmlns:spdx=\"http://spdx.org/rdf/terms#\"/>", "This is an SPDX document in RDF, not JSON")]
    [InlineData("security-scan", "<!DOCTYPE html><html></html>", "This is an HTML page, not JSON")]
    [InlineData("validation", "{\"accuracy\": NaN}", "NaN and Infinity are no JSON")]
    public void Evidence_OfAnotherForm_DoesNotCount_AndSaysWhatItIs(string kind, string payload, string says) =>
        Assert.Contains(
            says,
            EvidenceFacts.Read(kind, Encoding.UTF8.GetBytes(payload), "application/json").Facts.Unreadable,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("<rdf:RDF xmlns:spdx=\"http://spdx.org/rdf/terms#\"/>", "this is an SPDX document in RDF;")]
    public void BillOfMaterials_ThatIsNotJson_IsSaidNotToCount(string payload, string says)
    {
        Assert.StartsWith(
            says,
            EvidenceFacts.Read("sbom", Encoding.UTF8.GetBytes(payload), "application/xml").Facts.Unreadable,
            StringComparison.Ordinal
        );
        // A document that people read may be evidence of other kinds.
        Assert.Null(EvidenceFacts.Read("validation", Encoding.UTF8.GetBytes(payload), "application/xml").Facts.Unreadable);
    }

    [Fact]
    public void FooterOfParquet_SaysThatColumnsAreEncrypted_WhereItHasThatMember()
    {
        // Thrift, compact: version 1 (i32), schema (an empty list of structs), rows 3 (i64), then member 8 as a struct, and the end.
        byte[] plain = [0x15, 0x02, 0x19, 0x0c, 0x16, 0x06, 0x00];
        byte[] encrypted = [0x15, 0x02, 0x19, 0x0c, 0x16, 0x06, 0x5c, 0x00, 0x00];

        Assert.False(FooterFields.SayEncrypted(plain));
        Assert.True(FooterFields.SayEncrypted(encrypted));
        Assert.False(FooterFields.SayEncrypted([]));
        Assert.False(FooterFields.SayEncrypted([0x15]));
        Assert.False(FooterFields.SayEncrypted([0x18, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]));
    }

    private async Task<string> SaidAsync(string command, string file, string policy, string key)
    {
        var run = _run;
        string[] args =
        [
            .. command
                .Split(' ')
                .Select(a =>
                    a switch
                    {
                        "FILE" => file,
                        "POLICY" => policy,
                        "KEY" => key,
                        _ => a,
                    }
                ),
        ];
        var code = await run.InvokeAsync(args, TestContext.Current.CancellationToken);
        Assert.NotEqual(0, code);
        return (run.Out + run.Error).Replace(file, Path.GetFileName(file), StringComparison.Ordinal);
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Zip(params string[] names)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in names)
            {
                using var part = zip.CreateEntry(name).Open();
                part.Write("a"u8);
            }
        }

        return bytes.ToArray();
    }

    // The first flag of an entry says that it is encrypted.
    private static byte[] Locked(byte[] zip)
    {
        zip[6] |= 1;
        return zip;
    }

    // The length of a message, and the root, table and first members of a FlatBuffers message of the kind "schema".
    private static byte[] OldArrowStream()
    {
        var bytes = new byte[256];
        byte[] head =
        [
            0xf8,
            0,
            0,
            0,
            0x10,
            0,
            0,
            0,
            0,
            0,
            0x0a,
            0,
            0x0e,
            0,
            6,
            0,
            0x0d,
            0,
            8,
            0,
            0x0a,
            0,
            0,
            0,
            0,
            0,
            3,
            0,
            0x10,
            0,
            0,
            0,
            0,
            1,
        ];
        head.CopyTo(bytes, 0);
        return bytes;
    }
}
