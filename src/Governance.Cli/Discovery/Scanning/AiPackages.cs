namespace Governance.Cli.Discovery.Scanning;

/// <summary>Libraries for AI by the names under which each language imports them.</summary>
internal static class AiPackages
{
    // Python modules and PyPI packages: the name, and what lies below it.
    public static AiPackageList Python { get; } =
        new(
            '.',
            """
            openai=OpenAI;anthropic=Anthropic;google.genai=Google Gen AI;google.generativeai=Google Gen AI;google-genai=Google Gen AI
            google-generativeai=Google Gen AI;vertexai=Vertex AI;google.cloud.aiplatform=Vertex AI;google-cloud-aiplatform=Vertex AI
            langchain=LangChain;langgraph=LangGraph;llama_index=LlamaIndex;llama-index=LlamaIndex;transformers=Transformers
            sentence_transformers=Sentence Transformers;sentence-transformers=Sentence Transformers;diffusers=Diffusers;peft=PEFT
            sklearn=scikit-learn;scikit-learn=scikit-learn;torch=PyTorch;tensorflow=TensorFlow;keras=Keras;xgboost=XGBoost
            lightgbm=LightGBM;catboost=CatBoost;mistralai=Mistral;cohere=Cohere;ollama=Ollama;semantic_kernel=Semantic Kernel
            semantic-kernel=Semantic Kernel;azure.ai.inference=Azure AI;azure-ai-inference=Azure AI;azure.ai.projects=Azure AI
            azure-ai-projects=Azure AI;azure.ai.ml=Azure Machine Learning;azure-ai-ml=Azure Machine Learning;azure.ai.openai=Azure OpenAI
            litellm=LiteLLM;groq=Groq;together=Together;replicate=Replicate;vllm=vLLM;llama_cpp=llama.cpp;llama-cpp-python=llama.cpp
            huggingface_hub=Hugging Face Hub;huggingface-hub=Hugging Face Hub;autogen=AutoGen;autogen_agentchat=AutoGen;crewai=CrewAI
            dspy=DSPy;haystack=Haystack;haystack-ai=Haystack;pydantic_ai=Pydantic AI;pydantic-ai=Pydantic AI;smolagents=smolagents
            fastmcp=MCP SDK;mcp=MCP SDK;onnxruntime=ONNX Runtime;sagemaker=SageMaker;spacy=spaCy;jax=JAX;flax=Flax
            """
        );

    public static AiPackageList Npm { get; } =
        new(
            '/',
            """
            openai=OpenAI;@anthropic-ai/sdk=Anthropic;@anthropic-ai/claude-agent-sdk=Anthropic;@google/genai=Google Gen AI
            @google/generative-ai=Google Gen AI;@google-cloud/vertexai=Vertex AI;@google-cloud/aiplatform=Vertex AI;langchain=LangChain
            @langchain/*=LangChain;llamaindex=LlamaIndex;@huggingface/inference=Hugging Face;@huggingface/transformers=Transformers
            @xenova/transformers=Transformers;@tensorflow/tfjs=TensorFlow;@tensorflow/tfjs-node=TensorFlow;onnxruntime-node=ONNX Runtime
            onnxruntime-web=ONNX Runtime;@mistralai/mistralai=Mistral;cohere-ai=Cohere;ollama=Ollama;@azure/openai=Azure OpenAI
            @azure-rest/ai-inference=Azure AI;@azure/ai-projects=Azure AI;@aws-sdk/client-bedrock=Amazon Bedrock
            @aws-sdk/client-bedrock-runtime=Amazon Bedrock;@aws-sdk/client-bedrock-agent-runtime=Amazon Bedrock;ai=Vercel AI SDK
            @ai-sdk/*=Vercel AI SDK;groq-sdk=Groq;together-ai=Together;replicate=Replicate;@modelcontextprotocol/sdk=MCP SDK
            @openai/agents=OpenAI
            """
        );

    // Namespaces and NuGet packages.
    public static AiPackageList DotNet { get; } =
        new(
            '.',
            """
            OpenAI=OpenAI;Azure.AI.OpenAI=Azure OpenAI;Azure.AI.Inference=Azure AI;Azure.AI.Projects=Azure AI;Anthropic=Anthropic
            Microsoft.SemanticKernel=Semantic Kernel;Microsoft.Extensions.AI=Microsoft.Extensions.AI;Microsoft.ML=ML.NET
            Microsoft.ML.OnnxRuntime=ONNX Runtime;Microsoft.Agents.AI=Microsoft Agent Framework;Amazon.Bedrock=Amazon Bedrock
            Amazon.BedrockRuntime=Amazon Bedrock;AWSSDK.BedrockRuntime=Amazon Bedrock;Google.GenAI=Google Gen AI;OllamaSharp=Ollama
            Google.Cloud.AIPlatform=Vertex AI;LLama=LLamaSharp;LLamaSharp=LLamaSharp;TorchSharp=PyTorch;Mistral.SDK=Mistral
            ModelContextProtocol=MCP SDK;Tensorflow=TensorFlow
            """
        );

    // Packages of Java, Kotlin and Scala, and groups of Maven.
    public static AiPackageList Java { get; } =
        new(
            '.',
            """
            com.openai=OpenAI;com.anthropic=Anthropic;com.google.genai=Google Gen AI;com.google.cloud.vertexai=Vertex AI
            com.google.cloud.aiplatform=Vertex AI;dev.langchain4j=LangChain4j;org.springframework.ai=Spring AI
            software.amazon.awssdk.services.bedrockruntime=Amazon Bedrock;software.amazon.awssdk.services.bedrock=Amazon Bedrock
            com.azure.ai.openai=Azure OpenAI;com.azure.ai.inference=Azure AI;ai.djl=Deep Java Library;ai.onnxruntime=ONNX Runtime
            org.tensorflow=TensorFlow;org.deeplearning4j=Deeplearning4j;ml.dmlc.xgboost4j=XGBoost
            com.microsoft.semantickernel=Semantic Kernel
            io.modelcontextprotocol=MCP SDK;com.theokanning.openai=OpenAI;com.cohere=Cohere;weka.classifiers=Weka
            """
        );

    public static AiPackageList Go { get; } =
        new(
            '/',
            """
            github.com/openai/openai-go=OpenAI;github.com/sashabaranov/go-openai=OpenAI;github.com/anthropics/anthropic-sdk-go=Anthropic
            google.golang.org/genai=Google Gen AI;github.com/google/generative-ai-go=Google Gen AI;cloud.google.com/go/vertexai=Vertex AI
            cloud.google.com/go/aiplatform=Vertex AI;github.com/tmc/langchaingo=LangChain;github.com/ollama/ollama=Ollama
            github.com/aws/aws-sdk-go-v2/service/bedrock=Amazon Bedrock;github.com/aws/aws-sdk-go-v2/service/bedrockruntime=Amazon Bedrock
            github.com/Azure/azure-sdk-for-go/sdk/ai/azopenai=Azure OpenAI;github.com/cohere-ai/cohere-go=Cohere
            github.com/yalue/onnxruntime_go=ONNX Runtime;github.com/modelcontextprotocol/go-sdk=MCP SDK;github.com/mark3labs/mcp-go=MCP SDK
            github.com/firebase/genkit/go=Genkit
            """
        );

    /// <summary>The library of a component of a bill of materials, by its package URL or else its name.</summary>
    public static string? OfComponent(string? purl, string name)
    {
        if (purl is null || !purl.StartsWith("pkg:", StringComparison.Ordinal))
        {
            return null;
        }

        var path = Uri.UnescapeDataString(purl[4..].Split('?', '#')[0]);
        var type = path.Split('/')[0];
        var rest = path[Math.Min(path.Length, type.Length + 1)..];
        var version = rest.LastIndexOf('@');
        rest = version > 0 ? rest[..version] : rest;
        return type switch
        {
            "pypi" => Python.Of(rest),
            "npm" => Npm.Of(rest),
            "nuget" => DotNet.Of(rest),
            "maven" => Java.Of(rest.Split('/')[0]),
            "golang" => Go.Of(rest),
            "huggingface" or "mlflow" => name,
            _ => null,
        };
    }
}
