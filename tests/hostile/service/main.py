from service import serve

serve()
