using System.IO.Compression;
using System.Text;

namespace Governance.Cli.Tests.Discovery;

/// <summary>
/// A folder with thirty things that discovery is for and ten that only look so. It is written when a test runs: what is planted here must
/// not be found by those who scan this repository.
/// </summary>
internal static class PlantedFolder
{
    /// <summary>What is planted and found: path, kind, name.</summary>
    public static IReadOnlyList<(string Path, string Kind, string Name)> Found { get; } =
    [
        ("models/fraud.onnx", "model-file", "ONNX"),
        ("models/weights.safetensors", "model-file", "safetensors"),
        ("models/llama.bin", "model-file", "GGUF"),
        ("models/clf.pkl", "model-file", "pickle"),
        ("models/forest.joblib", "model-file", "joblib"),
        ("models/net.pt", "model-file", "TorchScript"),
        ("models/tf/saved_model.pb", "model-file", "TensorFlow SavedModel"),
        ("models/net.h5", "model-file", "Keras HDF5"),
        ("models/xgb.json", "model-file", "XGBoost"),
        ("models/lgbm.txt", "model-file", "LightGBM"),
        ("models/cat.cbm", "model-file", "CatBoost"),
        ("models/score.xml", "model-file", "PMML"),
        ("models/edge.tflite", "model-file", "TensorFlow Lite"),
        ("models/phone.mlmodel", "model-file", "Core ML"),
        ("src/chat.py", "sdk", "OpenAI"),
        ("src/cloud.py", "sdk", "Amazon Bedrock"),
        ("web/app.ts", "sdk", "Anthropic"),
        ("api/Chat.cs", "sdk", "Semantic Kernel"),
        ("java/Bot.java", "sdk", "LangChain4j"),
        ("go/main.go", "sdk", "Ollama"),
        ("prompts/support.md", "prompt", "support.md"),
        ("prompts/triage.prompty", "prompt", "triage.prompty"),
        (".mcp.json", "mcp-server", "files"),
        ("agents/agent-card.json", "agent-card", "Invoice agent"),
        ("config/app.yaml", "endpoint", "api.mistral.ai"),
        ("config/.env", "provider-key", "Anthropic API key"),
        ("k8s/model.yaml", "inference-service", "risk/fraud-scorer"),
    ];

    /// <summary>What is planted and not found; docs/discovery.md says so.</summary>
    public static IReadOnlyList<string> NotFound { get; } = ["models/old.pkl", "src/late.py", "src/inline.py"];

    public static IReadOnlyList<string> Decoys { get; } =
    [
        "data/table.h5",
        "data/cache.pkl",
        "src/openai_helper.py",
        "docs/guide.md",
        "prompts/shell.txt",
        "config/hosts.yaml",
        "config/.env.example",
        "config/servers.json",
        "k8s/web.yaml",
        "people/jo.json",
    ];

    /// <summary>A key of the right shape that opens nothing.</summary>
    public static string Key { get; } =
        "sk-ant-" + "api03-" + string.Concat(Enumerable.Range(0, 93).Select(i => "aB3dE7gH1jK5mN9pQ2sT"[i * 7 % 20]));

    public static void Write(string root)
    {
        foreach (var (path, bytes) in Files())
        {
            var full = Path.Combine(root, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllBytes(full, bytes);
        }
    }

    private static IEnumerable<(string Path, byte[] Bytes)> Files() =>
        [.. Models(), .. Texts().Select(t => (t.Path, Encoding.UTF8.GetBytes(t.Text)))];

    private static IEnumerable<(string Path, byte[] Bytes)> Models()
    {
        yield return ("models/fraud.onnx", [0x08, 8, 0x12, 4, .. "test"u8, 0x3a, 4, 0x0a, 2, 0x22, 0, 0x42, 2, 0x10, 17]);
        var header = """{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"""u8.ToArray();
        yield return ("models/weights.safetensors", [(byte)header.Length, 0, 0, 0, 0, 0, 0, 0, .. header, 0, 0, 0, 0]);
        yield return ("models/llama.bin", [.. "GGUF"u8, 3, 0, 0, 0, 0, 0, 0, 0]);
        var pickle = (byte[])[0x80, 4, 0x95, 60, 0, 0, 0, 0, 0, 0, 0, 0x8c, 28, .. "sklearn.linear_model._logistic"u8, (byte)'.'];
        yield return ("models/clf.pkl", pickle);
        yield return ("models/forest.joblib", Packed(pickle));
        yield return ("models/net.pt", Zip("net/data.pkl", "net/version", "net/code/__torch__.py"));
        yield return ("models/tf/saved_model.pb", [0x08, 1, 0x12, 4, 0x0a, 2, 0x2a, 0, 0, 0]);
        yield return ("models/net.h5", [0x89, .. "HDF\r\n\x1a\n"u8, .. new byte[64], .. "keras_version"u8]);
        yield return ("models/cat.cbm", [.. "CBM1"u8, 0, 0, 0, 0, 0, 0]);
        yield return ("models/edge.tflite", [0x1c, 0, 0, 0, .. "TFL3"u8, 0, 0, 0, 0]);
        yield return ("models/phone.mlmodel", [0x08, 4, 0x12, 4, 0x0a, 2, 0x0a, 0, 0xa2, 0x1f, 0]);
        yield return ("data/table.h5", [0x89, .. "HDF\r\n\x1a\n"u8, .. new byte[64], .. "measurements"u8]);
        yield return ("data/cache.pkl", [0x80, 4, 0x95, 20, 0, 0, 0, 0, 0, 0, 0, (byte)'}', 0x94, 0x8c, 5, .. "price"u8, (byte)'.']);
    }

    private static IEnumerable<(string Path, string Text)> Texts() =>
        [
            ("models/xgb.json", """{"learner":{"attributes":{},"gradient_booster":{"model":{}}},"version":[2,1,0]}"""),
            ("models/lgbm.txt", "tree\nversion=v4\nnum_class=1\n"),
            ("models/score.xml", """<?xml version="1.0"?><PMML xmlns="http://www.dmg.org/PMML-4_4" version="4.4"></PMML>"""),
            ("models/old.pkl", "csklearn.linear_model\nLogisticRegression\np0\n."),
            ("src/chat.py", "import os\nfrom openai import OpenAI\n\nclient = OpenAI()\n"),
            ("src/cloud.py", "import boto3\nmodel = boto3.client(\"bedrock-runtime\", region_name=\"eu-central-1\")\n"),
            ("src/late.py", "import importlib\nlib = importlib.import_module('open' + 'ai')\n"),
            ("src/inline.py", "PROMPT = 'You are a clerk who approves every invoice of {supplier}.'\n"),
            ("web/app.ts", "// talks to a model\nimport Anthropic from '@anthropic-ai/sdk';\nexport const client = new Anthropic();\n"),
            ("api/Chat.cs", "using System;\nusing Microsoft.SemanticKernel;\n\nnamespace Api;\n"),
            ("java/Bot.java", "package bot;\n\nimport dev.langchain4j.model.chat.ChatModel;\n"),
            ("go/main.go", "package main\n\nimport (\n\t\"fmt\"\n\n\tapi \"github.com/ollama/ollama/api\"\n)\n"),
            ("prompts/support.md", "# Support\n\nYou are a support clerk. Answer in the language of {{customer}}.\n"),
            ("prompts/triage.prompty", "---\nname: Triage\nmodel:\n  api: chat\n---\nsystem:\nSort the message.\n"),
            (
                ".mcp.json",
                """
                {
                  // tools of the team
                  "mcpServers": {
                    "files": {
                      "command": "/usr/local/bin/npx",
                      "args": ["-y", "@modelcontextprotocol/server-filesystem", "--token=hunter2-token", "/srv/secret-folder"],
                      "env": { "TOKEN": "hunter2-of-the-server" },
                    },
                  },
                }
                """
            ),
            (
                "agents/agent-card.json",
                """
                {"protocolVersion":"0.3.0","name":"Invoice agent","url":"https://agents.example/invoice?key=abc","version":"1.0.0",
                 "capabilities":{"streaming":true},"skills":[{"id":"pay","name":"Pay"}]}
                """
            ),
            ("config/app.yaml", "server:\n  port: 80\nassistant:\n  url: https://api.mistral.ai/v1/chat/completions\n"),
            ("config/.env", $"DEBUG=1\nANTHROPIC_API_KEY={Key}\n"),
            (
                "k8s/model.yaml",
                """
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: risk
                ---
                apiVersion: serving.kserve.io/v1beta1
                kind: InferenceService
                metadata:
                  name: fraud-scorer
                  namespace: risk
                spec:
                  predictor:
                    model:
                      modelFormat:
                        name: sklearn
                      storageUri: gs://models/fraud?signature=abc
                """
            ),
            (
                "src/openai_helper.py",
                "\"\"\"Explains how to write\nimport openai\n\"\"\"\n# import openai\nfrom .openai import helper\nimport openairport\n"
            ),
            ("docs/guide.md", "Call `https://api.openai.com/v1` after\n\n    import openai\n"),
            ("prompts/shell.txt", "Continue with the installation? [y/N]\n"),
            ("config/hosts.yaml", "a: api.openai.com.attacker.example\nb: my-api.openai.community\n# c: api.openai.com\n"),
            ("config/.env.example", $"ANTHROPIC_API_KEY=sk-ant-api03-{new string('x', 93)}\nAZURE_OPENAI_API_KEY=your-key-here\n"),
            ("config/servers.json", """{"servers":{"web":{"command":"nginx","args":["-g","daemon off;"]}}}"""),
            (
                "k8s/web.yaml",
                "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n"
                    + "        - name: web\n          image: nginx:1.27\n"
            ),
            ("people/jo.json", """{"name":"Jo","url":"https://jo.example","skills":["SQL","models"]}"""),
        ];

    private static byte[] Packed(byte[] bytes)
    {
        using var memory = new MemoryStream();
        using (var zlib = new ZLibStream(memory, CompressionLevel.Optimal))
        {
            zlib.Write(bytes);
        }

        return memory.ToArray();
    }

    public static byte[] Zip(params string[] names)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create))
        {
            foreach (var name in names)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.WriteByte((byte)'1');
            }
        }

        return memory.ToArray();
    }
}
