using System.Text;
using System.Text.Json;

namespace Governance.Policies.Tests;

/// <summary>The same bill of materials says the same, as XML and as JSON.</summary>
public sealed class CycloneDxXmlTests
{
    private const string Digest = "a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90";

    public static TheoryData<string, string> Pairs =>
        new()
        {
            // A model with its card, and a library within a library.
            {
                $"""
                    <?xml version="1.0" encoding="UTF-8"?>
                    <!-- by hand -->
                    <bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1">
                      <metadata><component type="application"><name>scorer</name></component></metadata>
                      <components>
                        <component type="machine-learning-model" bom-ref="m">
                          <name>scorer</name><version>2</version>
                          <hashes><hash alg="SHA-256">{Digest}</hash><hash alg="MD5">00</hash></hashes>
                          <licenses><license><id>MIT</id></license></licenses>
                          <modelCard><modelParameters><approach><type>supervised</type></approach>
                            <datasets><dataset><type>dataset</type><name>train</name></dataset></datasets></modelParameters></modelCard>
                        </component>
                        <component type="library"><name>outer</name>
                          <components><component type="library"><name>inner</name>
                            <licenses><expression>Apache-2.0 OR MIT</expression></licenses></component></components>
                        </component>
                      </components>
                    </bom>
                    """,
                $$$$"""
                    {"bomFormat":"CycloneDX","specVersion":"1.6","version":1,
                     "metadata":{"component":{"type":"application","name":"scorer"}},
                     "components":[
                      {"type":"machine-learning-model","bom-ref":"m","name":"scorer","version":"2",
                       "hashes":[{"alg":"SHA-256","content":"{{{{Digest}}}}"},{"alg":"MD5","content":"00"}],
                       "licenses":[{"license":{"id":"MIT"}}],
                       "modelCard":{"modelParameters":{"approach":{"type":"supervised"},"datasets":[{"type":"dataset","name":"train"}]}}},
                      {"type":"library","name":"outer","components":[
                       {"type":"library","name":"inner","licenses":[{"expression":"Apache-2.0 OR MIT"}]}]}]}
                    """
            },
            // Vulnerabilities, with the list of tools of 1.4.
            {
                """
                    <b:bom xmlns:b="http://cyclonedx.org/schema/bom/1.4" version="1">
                      <b:metadata><b:tools><b:tool><b:vendor>acme</b:vendor><b:name>scanner</b:name></b:tool></b:tools></b:metadata>
                      <b:components><b:component type="library"><b:name>a</b:name></b:component></b:components>
                      <b:vulnerabilities>
                        <b:vulnerability><b:id>CVE-1</b:id>
                          <b:ratings><b:rating><b:severity>low</b:severity></b:rating>
                        <b:rating><b:severity>critical</b:severity></b:rating></b:ratings>
                          <b:cwes><b:cwe>502</b:cwe></b:cwes>
                        </b:vulnerability>
                        <b:vulnerability><b:id>CVE-2</b:id></b:vulnerability>
                      </b:vulnerabilities>
                    </b:bom>
                    """,
                """
                    {"bomFormat":"CycloneDX","specVersion":"1.4","version":1,
                     "metadata":{"tools":[{"vendor":"acme","name":"scanner"}]},
                     "components":[{"type":"library","name":"a"}],
                     "vulnerabilities":[
                      {"id":"CVE-1","ratings":[{"severity":"low"},{"severity":"critical"}],"cwes":[502]},{"id":"CVE-2"}]}
                    """
            },
            // The tools of 1.5 and later, the detailed expressions of 1.7, a named licence, text with a mark of order, an extension.
            {
                """
                    <bom xmlns="http://cyclonedx.org/schema/bom/1.7" xmlns:x="urn:x" x:note="n" version="1">
                      <metadata><tools><components>
                        <component type="application"><name>syft</name></component></components></tools></metadata>
                      <components>
                        <component type="library"><name>a</name>
                          <licenses><expression-detailed expression="LicenseRef-a AND MIT">
                            <details license-identifier="MIT"><text><![CDATA[<MIT>]]></text></details></expression-detailed></licenses>
                          <x:components><x:component/></x:components>
                        </component>
                        <component type="library"><name>b</name>
                      <licenses><license acknowledgement="declared"><name>Own</name></license></licenses></component>
                        <component type="library"><name>c</name><description/><licenses/></component>
                      </components>
                      <vulnerabilities><vulnerability><id>V</id>
                    <ratings><rating><severity>medium</severity></rating></ratings></vulnerability></vulnerabilities>
                    </bom>
                    """,
                """
                    {"bomFormat":"CycloneDX","specVersion":"1.7","version":1,
                     "metadata":{"tools":{"components":[{"type":"application","name":"syft"}]}},
                     "components":[
                      {"type":"library","name":"a","licenses":[{"expression":"LicenseRef-a AND MIT",
                       "expressionDetails":[{"licenseIdentifier":"MIT","text":{"content":"<MIT>"}}]}]},
                      {"type":"library","name":"b","licenses":[{"license":{"name":"Own","acknowledgement":"declared"}}]},
                      {"type":"library","name":"c"}],
                     "vulnerabilities":[{"id":"V","ratings":[{"severity":"medium"}]}]}
                    """
            },
            { """<bom xmlns="http://cyclonedx.org/schema/bom/1.5"/>""", """{"bomFormat":"CycloneDX","specVersion":"1.5"}""" },
        };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Xml_SaysTheSameAsItsJson(string xml, string json)
    {
        var expected = EvidenceFacts.Read("sbom", Encoding.UTF8.GetBytes(json), "application/json");

        Assert.Null(expected.Facts.Unreadable);
        Assert.NotNull(expected.Facts.Sbom);
        foreach (var bytes in new[] { Encoding.UTF8.GetBytes(xml), [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(xml)] })
        {
            foreach (
                var mediaType in new[]
                {
                    "application/xml",
                    "application/vnd.cyclonedx+xml",
                    "application/octet-stream",
                    "application/json",
                }
            )
            {
                Assert.Equal(Text(expected), Text(EvidenceFacts.Read("sbom", bytes, mediaType)));
            }
        }
    }

    [Fact]
    public void Xml_OfAModel_HasItsDigestAndLicences()
    {
        var facts = EvidenceFacts.Read("sbom", Encoding.UTF8.GetBytes(Pairs.First().Data.Item1), "application/xml").Facts.Sbom!;

        Assert.Equal(("cyclonedx", "1.6", 4L, 2L), (facts.Format, facts.Version, facts.Components, facts.Unlicensed));
        Assert.Equal([Digest], facts.ModelSha256);
        Assert.Equal(["Apache-2.0 OR MIT", "MIT"], facts.Licenses);
    }

    [Theory]
    [InlineData("<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\"><components></bom>", "its XML cannot be read at line 1")]
    [InlineData(
        "<?xml version=\"1.0\"?><!DOCTYPE bom [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>"
            + "<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\">&e;</bom>",
        "a document type is not accepted"
    )]
    [InlineData("<?xml version=\"1.0\"?><sbom xmlns=\"http://cyclonedx.org/schema/bom/1.6\"/>", "its outermost element is sbom")]
    public void Xml_ThatCannotBeRead_SaysWhy(string xml, string says) =>
        Assert.Contains(
            says,
            EvidenceFacts.Read("sbom", Encoding.UTF8.GetBytes(xml), "application/xml").Facts.Unreadable,
            StringComparison.Ordinal
        );

    [Fact]
    public void Xml_NestedTooDeep_IsRefused()
    {
        var xml = new StringBuilder("<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\">");
        for (var i = 0; i < 40; i++)
        {
            xml.Append("<components><component type=\"library\"><name>n</name>");
        }

        xml.Insert(xml.Length, "</component></components>", 40).Append("</bom>");

        Assert.Equal(
            "its elements lie more than 60 deep within each other",
            EvidenceFacts.Read("sbom", Encoding.UTF8.GetBytes(xml.ToString()), "application/xml").Facts.Unreadable
        );
    }

    private static string Text(EvidenceReading reading) => JsonSerializer.Serialize(reading);
}
