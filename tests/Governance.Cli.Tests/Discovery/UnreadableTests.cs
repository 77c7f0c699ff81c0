using System.IO.Compression;
using System.Text;
using Governance.Cli.Tests.Support;

namespace Governance.Cli.Tests.Discovery;

/// <summary>A file that says what it is and cannot be read is a part that was not searched: exit 3, with its place, never a clean
/// result.</summary>
public sealed class UnreadableTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    // kserve/kserve docs/samples/bentoml/bentoml.yaml: a template whose braces are no YAML.
    [InlineData(
        "bentoml.yaml",
        "apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nmetadata:\n  name: iris\nspec:\n  predictor:\n    container:\n"
            + "      image: {docker_username}/iris-classifier\n      ports:\n        - containerPort: 5000\n",
        "says kind: InferenceService"
    )]
    [InlineData(
        "llm.yaml",
        "kind: ConfigMap\n---\nkind: \"LLMInferenceService\" # main\nspec: [\n",
        "llm.yaml:5 says kind: LLMInferenceService"
    )]
    [InlineData(
        "list.yaml",
        "kind: List\nitems:\n  - kind: SeldonDeployment\n    spec: {{ .Values.spec }}\n",
        "says kind: SeldonDeployment"
    )]
    [InlineData("alias.yaml", "apiVersion: v1\nkind: InferenceService\nmetadata: *meta\n", "The alias *meta names nothing before it.")]
    [InlineData(
        "laughs.yaml",
        "kind: InferenceService\na: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
            + "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e,*e]\n",
        "With its aliases the file has more than 400,000 values."
    )]
    [InlineData("quoted.yaml", "\"kind\": 'InferenceService'\nspec: [\n", "says kind: InferenceService")]
    [InlineData("mac.yaml", "apiVersion: v1\rkind: InferenceService\rspec: [\r", "mac.yaml:4 says kind: InferenceService")]
    [InlineData("flow.yaml", "{apiVersion: v1, kind: InferenceService, spec: [\n", "says kind: InferenceService")]
    [InlineData(
        "isvc.json",
        "{\"apiVersion\": \"v1\",\n \"kind\": \"InferenceService\", \"spec\": [",
        "isvc.json:2 says kind: InferenceService"
    )]
    [InlineData("app.cdx", "\n\u00031.6\u0012$urn:uuid:3e671687", "CycloneDX as Protobuf is not read")]
    [InlineData(
        "cut.xml",
        "<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\"><components>",
        "its XML cannot be read at line 1, position 62."
    )]
    [InlineData("compose.yaml", "services:\n  llm:\n    image: vllm/vllm-openai:v0.8\n    ports: [\n", "says image: vllm/vllm-openai:v0.8")]
    [InlineData("deploy.yaml", "kind: Deployment\nspec:\n  - image: ollama/ollama\n  x: {{ y }}\n", "says image: ollama/ollama")]
    [InlineData(
        "bom.json",
        """{"bomFormat":"CycloneDX","components":[{"type":"machine-learning-model",}""",
        "bom.json:1 is a bill of materials"
    )]
    [InlineData("spdx.json", """{"spdxVersion":"SPDX-2.3","packages":[""", "is a bill of materials")]
    [InlineData("spdx3.json", """{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[""", "is a bill of materials")]
    [InlineData("other.json", """{"bomFormat":"CycloneDX","components":{"a":1}}""", "has components that is no list")]
    [InlineData(
        "bom.xml",
        "<?xml version=\"1.0\"?>\n<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\"><components></bom>",
        "bom.xml:2 is a bill of materials, and its XML cannot be read at line 2"
    )]
    [InlineData(
        "typed.xml",
        "<!DOCTYPE bom [<!ENTITY a \"torch\">]>\n<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\"><x>&a;</x></bom>",
        "a document type is not accepted"
    )]
    [InlineData(
        "sbom.rdf",
        "<rdf:RDF xmlns:spdx=\"http://spdx.org/rdf/terms#\">",
        "sbom.rdf:1 is a bill of materials, and SPDX in RDF is not read"
    )]
    [InlineData("sbom.spdx", "SPDXVersion: SPDX-2.3\nPackageName torch\n", "sbom.spdx:1 is a bill of materials, and line 2 has no tag")]
    [InlineData("mcp.json", "{\n \"servers\": {", "mcp.json:2 is a configuration of MCP servers")]
    [InlineData("desktop.json", """{"mcpServers":{"files":{"command":"npx"}""", "is a configuration of MCP servers")]
    [InlineData("servers.json", """{"mcpServers":["npx"]}""", "has mcpServers that is no object")]
    [InlineData("card.json", """{"name":"A","skills":[],"capabilities":{},"url":"https://a.example" "x"}""", "is an agent card")]
    [InlineData("package.json", """{"dependencies":{"openai":"6"}""", "is a list of packages")]
    [InlineData(
        "model.safetensors",
        "version https://git-lfs.github.com/spec/v1\noid sha256:4665a576e0d8fd3a9fd0b0d0c4b0a5ba1c0b8a0a4b6a1c0b0e0c4b0a5ba1c0b8\nsize 9\n",
        "model.safetensors is a pointer of Git LFS"
    )]
    public async Task FileThatSaysWhatItIs_AndCannotBeRead_IsAPartNotSearched(string name, string text, string words)
    {
        _run.File(name, text);

        Assert.Equal(3, await _run.InvokeAsync(["discover", _run.Folder]));
        Assert.Contains(words, _run.Error);
        Assert.DoesNotContain("Nothing unregistered was found in", _run.Out);

        // What a team leaves out on purpose is no gap.
        Assert.Equal(0, await _run.InvokeAsync(["discover", _run.Folder, "--ignore", _run.File("ignore.txt", $"{name}\n")]));
    }

    [Theory]
    [InlineData("bom.json", """{"bomFormat":"CycloneDX","components":[""", " {}, {}, {}, {}", "]}", "bom.json is a bill of materials")]
    [InlineData("isvc.yml", "kind: InferenceService\n", "# filler\n", "", "isvc.yml says kind: InferenceService")]
    public async Task FileThatSaysWhatItIs_AndIsTooLarge_IsAPartNotSearched(
        string name,
        string begin,
        string filler,
        string end,
        string words
    )
    {
        _run.File(name, begin + string.Concat(Enumerable.Repeat(filler, 400)) + end);

        Assert.Equal(3, await _run.InvokeAsync(["discover", _run.Folder, "--max-file-size", "1024"]));
        Assert.Contains(words, _run.Error);
        Assert.Contains("Not everything could be searched", _run.Out);
    }

    [Theory]
    [InlineData("broken.json", """{"a":""")]
    [InlineData("config.yaml", "kind: Cluster\nx: {{ y }}\n")]
    [InlineData("values.yaml", "image: nginx\nx: {{ y }}\n")]
    [InlineData("photo.png", "version https://git-lfs.github.com/spec/v1\noid sha256:46\nsize 9\n")]
    [InlineData("notes.xml", "<a>cyclonedx.org/schema/bom</a>")]
    [InlineData("quoted.yaml", "text: |\n  kind: InferenceServices\nx: {{ y }}\n")]
    [InlineData("comment.yaml", "# {kind: InferenceService}\nx: {{ y }}\n")]
    public async Task FileThatSaysNothingOfTheKind_IsPassedOver(string name, string text)
    {
        _run.File(name, text);

        Assert.Equal(0, await _run.InvokeAsync(["discover", _run.Folder]));
    }

    /// <summary>What was packed by itself is searched as what it is; what cannot be unpacked, or is packed otherwise, is no clean
    /// result.</summary>
    [Fact]
    public async Task ManifestInGzip_IsSearched_AndWhatIsNotUnpackedIsAPartNotSearched()
    {
        const string Service = "apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nmetadata:\n  name: ";
        _run.File("a-fraud.yaml.gz", Packed(Service + "fraud\n"));
        // Bytes say that it is packed, also where the name does not.
        _run.File("b-churn.yaml", Packed(Service + "churn\n"));
        _run.File("c-broken.yaml.gz", Packed("kind: InferenceService\nspec: [\n"));
        _run.File("d-cut.yaml.gz", Packed(Service + string.Concat(Enumerable.Range(0, 400)))[..200]);
        _run.File("e-big.yaml.gz", Packed(Service + "big\n" + new string('#', 100_000)));
        _run.File("f-app.cdx.json.zst", [0x28, 0xb5, 0x2f, 0xfd, 0, 1, 2]);
        _run.File("g-rows.csv.zst", [0x28, 0xb5, 0x2f, 0xfd, 0, 1, 2]);

        Assert.Equal(1, await _run.InvokeAsync(["discover", _run.Folder, "--max-file-size", "4096"]));

        Assert.Contains("a-fraud.yaml.gz:1  serves a model: fraud (InferenceService)", _run.Out);
        Assert.Contains("b-churn.yaml:1  serves a model: churn (InferenceService)", _run.Out);
        Assert.Contains("2 findings are not registered", _run.Out);
        foreach (
            var words in new[]
            {
                "c-broken.yaml.gz:3 says kind: InferenceService, and the YAML cannot be read",
                "d-cut.yaml.gz is compressed with gzip and cannot be unpacked",
                "e-big.yaml.gz says kind: InferenceService, and is larger than --max-file-size",
                "f-app.cdx.json.zst is a manifest by its name, packed in a form that is not read",
            }
        )
        {
            Assert.Contains(words, _run.Error);
        }

        Assert.DoesNotContain("rows.csv.zst", _run.Error);
    }

    [Fact]
    public async Task PackedFile_ThatCannotBeUnpacked_IsAPartNotSearched()
    {
        _run.File("only.json.gz", Packed("{}")[..12]);

        Assert.Equal(3, await _run.InvokeAsync(["discover", _run.Folder]));
    }

    private static byte[] Packed(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    /// <summary>One service in the forms that kubectl, editors and people write.</summary>
    [Theory]
    // A carriage return alone ends a line (YAML 1.2, 5.4).
    [InlineData("a.yaml", "apiVersion: serving.kserve.io/v1beta1\rkind: InferenceService\rmetadata:\r  name: fraud\r")]
    [InlineData("a.yaml", "apiVersion: serving.kserve.io/v1beta1\n\"kind\": 'InferenceService'\nmetadata: {name: fraud}\n")]
    [InlineData("a.yaml", "{apiVersion: serving.kserve.io/v1beta1, kind: InferenceService, metadata: {name: fraud}}\n")]
    [InlineData("a.json", """{"kind":"InferenceService","apiVersion":"serving.kserve.io/v1beta1","metadata":{"name":"fraud"}}""")]
    [InlineData(
        "a.json",
        """{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"InferenceService","metadata":{"name":"fraud"}}]}"""
    )]
    [InlineData("a.yml", "apiVersion: mlops.seldon.io/v1alpha1\nkind: Model\nmetadata:\n  name: fraud\n")]
    [InlineData("a.yaml", "x: &names\n  name: fraud\napiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nmetadata: *names\n")]
    [InlineData(
        "a.yaml",
        "x: &names {name: other, namespace: null}\nkind: InferenceService\napiVersion: !v v1\nmetadata:\n  <<: [*names]\n  name: fraud\n"
    )]
    public async Task ServiceInAnyForm_IsFound(string name, string text)
    {
        _run.File(name, text);

        Assert.Equal(1, await _run.InvokeAsync(["discover", _run.Folder]));
        Assert.Contains("fraud (", _run.Out);
    }

    [Fact]
    public async Task NotebookInOneLine_AndSpdx3AsJsonLd_AreSearched()
    {
        _run.File("a.ipynb", """{"cells":[{"cell_type":"code","source":["import os\n","import openai\n"]}],"nbformat":4}""");
        _run.File(
            "b.jsonld",
            """
            {"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
             "@graph":[{"type":"ai_AIPackage","spdxId":"urn:p","name":"scorer"}]}
            """
        );

        Assert.Equal(1, await _run.InvokeAsync(["discover", _run.Folder]));
        Assert.Contains("library: OpenAI", _run.Out);
        Assert.Contains("SBOM component: scorer (model)", _run.Out);
    }

    [Fact]
    public async Task CycloneDxAsXml_IsFoundAsItsJsonIs()
    {
        _run.File(
            "bom.xml",
            """
            <?xml version="1.0"?>
            <bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1">
              <metadata><component type="machine-learning-model"><name>scorer</name><version>2</version></component></metadata>
              <components>
                <component type="library"><name>torch</name><version>2.5</version><purl>pkg:pypi/torch@2.5</purl>
                  <components>
                    <component type="machine-learning-model">
                      <name>a &amp; b</name>
                    </component>
                  </components>
                </component>
                <component type="library"><name>six</name><purl>pkg:pypi/six@1</purl></component>
              </components>
            </bom>
            """
        );
        _run.File(
            "bom.json",
            """
            {"bomFormat":"CycloneDX","specVersion":"1.6",
             "metadata":{"component":{"type":"machine-learning-model","name":"scorer","version":"2"}},
             "components":[
              {"type":"library","name":"torch","version":"2.5","purl":"pkg:pypi/torch@2.5",
               "components":[
                {"type":"machine-learning-model","name":"a & b"}]},
              {"type":"library","name":"six","purl":"pkg:pypi/six@1"}]}
            """
        );

        Assert.Equal(1, await _run.InvokeAsync(["discover", _run.Folder]));

        foreach (
            var words in new[]
            {
                "bom.xml:3  SBOM component: scorer@2 (model)",
                "bom.xml:5  SBOM component: torch@2.5 (PyTorch)",
                "bom.xml:8  SBOM component: a & b (model)",
                "bom.json:2  SBOM component: scorer@2 (model)",
                "bom.json:4  SBOM component: torch@2.5 (PyTorch)",
                "bom.json:6  SBOM component: a & b (model)",
                "6 findings are not registered",
            }
        )
        {
            Assert.Contains(words, _run.Out);
        }
    }

    // The form of spdx/spdx-examples software/example2 (tag-value).
    [Fact]
    public async Task SpdxAsTagValueText_IsFoundAsItsJsonIs()
    {
        _run.File(
            "sbom.spdx",
            "# made by hand\nSPDXVersion: SPDX-2.3\nDocumentComment: <text>two\nlines: of it</text>\n\nPackageName: torch\n"
                + "PackageVersion: 2.5\nExternalRef: PACKAGE-MANAGER purl pkg:pypi/torch@2.5\n"
                + "PackageName: client\nExternalRef: PACKAGE-MANAGER purl pkg:npm/openai@6\nPackageName: six\n"
        );

        Assert.Equal(1, await _run.InvokeAsync(["discover", _run.Folder]));

        Assert.Contains("sbom.spdx:6  SBOM component: torch@2.5 (PyTorch)", _run.Out);
        Assert.Contains("sbom.spdx:9  SBOM component: client (OpenAI)", _run.Out);
        Assert.Contains("2 findings are not registered", _run.Out);
    }

    // The form of kserve/modelmesh-serving config/example-predictors; a Predictor of anything else serves no model.
    [Fact]
    public async Task Predictors_OfModelMesh_AndTrainedModels_AreServices()
    {
        _run.File(
            "mesh.yaml",
            "apiVersion: serving.kserve.io/v1alpha1\nkind: Predictor\nmetadata:\n  name: mnist\nspec:\n  modelType:\n    name: sklearn\n"
                + "  path: sklearn/mnist-svm.joblib\n---\napiVersion: serving.kserve.io/v1alpha1\nkind: TrainedModel\n"
                + "metadata:\n  name: cifar\n"
                + "spec:\n  model:\n    storageUri: gs://models/cifar\n    framework: pytorch\n---\n"
                + "apiVersion: weather.example/v1\nkind: Predictor\nmetadata:\n  name: rain\n"
        );

        Assert.Equal(1, await _run.InvokeAsync(["discover", _run.Folder]));

        Assert.Contains("mesh.yaml:1  serves a model: mnist (Predictor, sklearn)", _run.Out);
        Assert.Contains("mesh.yaml:10  serves a model: cifar (TrainedModel, gs://models/cifar)", _run.Out);
        Assert.Contains("2 findings are not registered", _run.Out);
    }

    // spdx/spdx-examples: ai/example01 (two models), ai/example02 (a model, its data) and dataset/example01, cut to what names them.
    [Fact]
    public async Task Spdx3_WithPackagesOfTheProfilesAiAndDataset_IsFound()
    {
        _run.File(
            "simplehtr-example.json",
            """
            {"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[
             {"type":"CreationInfo","@id":"_:creationinfo","specVersion":"3.0.1"},
             {"type":"ai_AIPackage","spdxId":"https://my-first-aibom.com/word-model","name":"word-model","software_packageVersion":"0.0",
              "software_primaryPurpose":"application"},
             {"type":"ai_AIPackage","spdxId":"https://my-first-aibom.com/line-model","name":"line-model"}]}
            """
        );
        _run.File(
            "sbom.spdx3.json",
            """
            {"@context":["https://spdx.org/rdf/3.0.1/spdx-context.jsonld"],"@graph":[
             {"type":"software_File","name":"model.bin","software_primaryPurpose":"model"},
             {"type":"dataset_DatasetPackage","name":"Data after preprocessing"},
             {"type":"software_Package","name":"torch","software_packageUrl":"pkg:pypi/torch@2.5"},
             {"type":"software_Package","name":"six","software_packageUrl":"pkg:pypi/six@1"},
             {"type":"software_Package","name":"openai",
              "externalIdentifier":[{"externalIdentifierType":"packageUrl","identifier":"pkg:npm/openai@6"}]},
             {"type":"software_Package","name":"weights","software_primaryPurpose":"model"},
             {"@type":"https://spdx.org/rdf/3.0.1/terms/AI/AIPackage","name":"Sentiment Demo"}]}
            """
        );
        _run.File(
            "one.spdx3.json",
            """{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","type":"ai_AIPackage","name":"alone"}"""
        );
        // The same words without the context are no SPDX.
        _run.File("own.json", """{"@graph":[{"type":"ai_AIPackage","name":"no"}]}""");

        Assert.Equal(1, await _run.InvokeAsync(["discover", _run.Folder]));

        foreach (
            var words in new[]
            {
                "simplehtr-example.json:3  SBOM component: word-model@0.0 (model)",
                "simplehtr-example.json:5  SBOM component: line-model (model)",
                "sbom.spdx3.json:3  SBOM component: Data after preprocessing (dataset)",
                "sbom.spdx3.json:4  SBOM component: torch (PyTorch)",
                "SBOM component: openai (OpenAI)",
                "SBOM component: weights (model)",
                "SBOM component: Sentiment Demo (model)",
                "one.spdx3.json:1  SBOM component: alone (model)",
                "8 findings are not registered",
            }
        )
        {
            Assert.Contains(words, _run.Out);
        }
    }
}
